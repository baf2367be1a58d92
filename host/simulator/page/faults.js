// The drawer with troubles to order.

import { api } from "./api.js";
import { $, attempt, el } from "./dom.js";

const GROUPS = [
  ["When the business sends", [
    [{ kind: "rate-limit", retry_after_s: 2 }, "Too many messages", "429, code 130429"],
    [{ kind: "pair-limit" }, "Too many to one customer", "Code 131056"],
    [{ kind: "server-error" }, "Server error", "500, nothing is sent"],
    [{ kind: "graph-error", code: 190 }, "Token expired", "401, code 190"],
    [{ kind: "slow", ms: 3000 }, "Slow answers", "3 seconds"],
    [{ kind: "late-answer", ms: 1000 }, "Late answers", "Sent at once, answered later"],
    [{ kind: "drop-after-accept" }, "Connection breaks", "The message was accepted"],
    [{ kind: "drop-before-accept" }, "Nothing arrives", "The connection breaks early"],
  ]],
  ["After that", [
    [{ kind: "fail-later", code: 131026 }, "Cannot be delivered", "Fails later, code 131026"],
    [{ kind: "no-status" }, "No news", "Accepted, then silence"],
  ]],
  ["Webhooks", [
    [{ kind: "duplicate-webhook" }, "Twice", "Each is posted two times"],
    [{ kind: "reorder-webhook", ms: 800 }, "Out of order", "With a rate of one half", 0.5],
    [{ kind: "batch-webhook", size: 5 }, "In batches", "Five in one"],
    [{ kind: "bad-signature" }, "Wrong signature", "A forged one comes first"],
    [{ kind: "malformed-webhook" }, "Cut-off body", "A broken one comes first"],
  ]],
  ["Files", [
    [{ kind: "media-expired" }, "Expired", "The download answers 404"],
    [{ kind: "media-corrupt" }, "Corrupt", "Bytes do not match the hash"],
  ]],
];

let inForce = [];

const same = (fault, wanted) => Object.entries(wanted).every(([key, value]) => fault[key] === value);

export function showFaults(faults) {
  inForce = faults;
  $("fault-count").textContent = faults.length;
  $("fault-count").hidden = faults.length === 0;
  for (const input of $("fault-list").querySelectorAll("input")) {
    input.checked = faults.some((fault) => same(fault, JSON.parse(input.dataset.fault)));
  }
}

function toggle(event) {
  const wanted = JSON.parse(event.target.dataset.fault);
  const rate = event.target.dataset.rate ? { rate: Number(event.target.dataset.rate) } : {};
  if (event.target.checked) return attempt(api.addFault({ ...wanted, ...rate }));
  return inForce.filter((fault) => same(fault, wanted)).forEach((fault) => attempt(api.removeFault(fault.id)));
}

function row([fault, title, detail, rate]) {
  const input = el("input", { type: "checkbox", role: "switch", "data-fault": JSON.stringify(fault), "data-rate": rate, onchange: toggle });
  return el("label", { class: "fault" }, el("span", {}, title, el("small", {}, detail)),
    el("span", { class: "switch" }, input, el("span", { "aria-hidden": "true" })));
}

function open(shown) {
  $("faults").hidden = !shown;
  $("open-faults").setAttribute("aria-expanded", shown);
  (shown ? $("close-faults") : $("open-faults")).focus();
}

export function startFaults() {
  for (const [title, rows] of GROUPS) $("fault-list").append(el("h3", {}, title), ...rows.map(row));
  $("open-faults").addEventListener("click", () => open($("faults").hidden));
  $("close-faults").addEventListener("click", () => open(false));
  $("faults").addEventListener("keydown", (event) => event.key === "Escape" && open(false));
}
