// Between the service's words and Deskbell's. Nothing here asks the host.
import { CallError, findAddress, json, party, phone, reply } from "@deskbell/sdk";
import * as http from "@deskbell/sdk/http";

const DELIVERY = { sent: "sent", delivered: "delivered", failed: "failed" };

/** Every item of a request becomes an event of its own; `dedupeKey` is the same in each delivery of the same fact. */
export function events(request) {
  const items = json(request).items ?? [];
  return { reply: reply.ok(), events: items.map((item) => event(item, request.receivedMs)) };
}

function event(item, receivedMs) {
  const atMs = item.time ?? receivedMs;
  if (item.kind === "status" && DELIVERY[item.status]) {
    const val = { remoteId: item.id, delivery: DELIVERY[item.status], consequence: "none" };
    return { dedupeKey: `s:${item.id}:${item.status}`, atMs, body: { tag: "status", val } };
  }
  const val = { remoteId: item.id, sender: party([phone(item.from)], item.name), content: content(item) };
  return { dedupeKey: `m:${item.id}`, atMs, body: { tag: "message", val } };
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
