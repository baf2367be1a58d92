// With the ordinary runtime: `npm test`. What needs the host is in cases/: `deskbell plugin test .`
import assert from "node:assert/strict";
import { test } from "node:test";
import { encode } from "@deskbell/sdk";
import { events } from "../src/translate.js";

const request = (items) => ({ method: "POST", path: "", query: [], headers: [], body: encode(JSON.stringify({ items })), receivedMs: 7 });

test("a closed order has no work left", () => {
  const order = { type: "order", id: "O-1", version: 3, number: "1", title: "Tyres", status: "closed", customer: "C-1" };
  const [event] = events(request([order])).events;
  assert.deepEqual([event.dedupeKey, event.body.val.card.open, event.body.val.card.statusLabel], ["order:O-1:3", false, "Closed"]);
});

test("one item that cannot be read refuses all of them", () => {
  assert.throws(() => events(request([{ type: "customer", id: "C-1", name: "Ana", version: 1 }, { type: "boat" }])), { code: "unknown-type" });
});
