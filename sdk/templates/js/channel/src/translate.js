// Between the service's words and Deskbell's. Nothing here asks the host.
import { CallError, encode, findAddress, fingerprint, json, party, phone, reply } from "@deskbell/sdk";
import * as http from "@deskbell/sdk/http";

const DELIVERY = { sent: "sent", delivered: "delivered", failed: "failed" };
/** Events of one call. */
const MOST = 2_000;

/** Every item of a request becomes an event of its own; `dedupeKey` is the same in each delivery of the same fact. */
export function events(request) {
  const { items } = json(request) ?? {};
  if (!Array.isArray(items)) throw CallError.rejected("bad-request", "the request has no list `items`");
  return { reply: reply.ok(), events: items.slice(0, MOST).map((item) => event(item, request.receivedMs)) };
}

function event(item, receivedMs) {
  if (!isReadable(item)) return unreadable(item, receivedMs);
  const atMs = item.time ?? receivedMs;
  if (item.kind === "status") {
    const val = { remoteId: item.id, delivery: DELIVERY[item.status], consequence: "none" };
    return { dedupeKey: `s:${item.id}:${item.status}`, atMs, body: { tag: "status", val } };
  }
  const val = { remoteId: item.id, sender: party([phone(item.from)], item.name), content: content(item) };
  return { dedupeKey: `m:${item.id}`, atMs, body: { tag: "message", val } };
}

/** Bounds of the contract, which strangers do not know: what exceeds one would end the call for all items. */
function isReadable(item) {
  if (!isText(item?.id, 120) || !isText(item.kind, 64)) return false;
  if (item.time !== undefined && !(Number.isSafeInteger(item.time) && item.time >= 0)) return false;
  if (item.kind === "status") return Object.hasOwn(DELIVERY, item.status);
  if (!isText(item.from, 21) || !/^\+\d{5,20}$/.test(item.from) || !isText(item.name ?? "-", 255)) return false;
  if (item.kind === "text") return isText(item.text, 65_536);
  if (item.kind === "file") return isText(item.file, 2_048) && isText(item.mime ?? "-", 255) && isText(item.filename ?? "-", 255);
  return isText(JSON.stringify(item), 65_536);
}

function isText(value, mostBytes) {
  return typeof value === "string" && value.length > 0 && encode(value).length <= mostBytes;
}

/** Told to the operator, and no obstacle to the other items. Its words stay out: they may be a customer's. */
function unreadable(item, atMs) {
  const val = { code: "unreadable", detail: "the service sent an item that this connector cannot read" };
  return { dedupeKey: `u:${fingerprint([JSON.stringify(item)])}`, atMs, body: { tag: "account", val: { tag: "notice", val } } };
}

/** What is not understood becomes a line that people see, never nothing. */
function content(item) {
  if (item.kind === "text") return { tag: "text", val: item.text };
  if (item.kind === "file") {
    return { tag: "media", val: { kind: "document", media: { reference: item.file, mime: item.mime, filename: item.filename } } };
  }
  const summary = `A message of the kind "${item.kind}"`;
  return { tag: "stub", val: { kind: "unknown", providerType: item.kind, summary, raw: JSON.stringify(item) } };
}

/** Plain data, so that a test can look at it. */
export function messageRequest(api, message, sender) {
  const to = findAddress(message.to, "phone");
  if (to === undefined) throw CallError.rejected("no-phone", "the contact has no phone number");
  if (message.content.tag !== "text") throw CallError.unsupported("this channel carries text only");
  return http.post(`${api}/messages`).json({ id: message.id, from: sender, to, text: message.content.val.body });
}
