// What the service tells, as Deskbell's events.
import { json, party, reply, scrub, userId } from "@deskbell/sdk";

const DELIVERY = { accepted: "sent", failed: "failed", delivered: "delivered", seen: "read" };

/** A whole batch: what cannot be read becomes a line of its own, never an error for the others. */
export function translate(request) {
  const { events = [] } = json(request);
  return { reply: reply.json(200, { taken: events.length }), events: events.map((item) => event(item, request.receivedMs)) };
}

function event(item, receivedMs) {
  const atMs = Number.isInteger(item.at) ? item.at : receivedMs;
  if (item.type === "status" && DELIVERY[item.status]) {
    return { dedupeKey: `s:${item.id}:${item.status}`, atMs, body: { tag: "status", val: status(item) } };
  }
  return { dedupeKey: `m:${item.id}`, atMs, body: { tag: "message", val: message(item) } };
}

function message(item) {
  return {
    remoteId: item.id,
    sender: party([userId(item.from.id)], item.from.name),
    content: content(item),
    replyTo: item.replyTo,
  };
}

function content(item) {
  if (typeof item.text === "string" && item.text !== "") return { tag: "text", val: item.text };
  if (item.file) {
    const { id, mime, size, name } = item.file;
    return { tag: "media", val: { kind: "document", media: { reference: id, mime, size, filename: name } } };
  }
  const summary = `A message of the kind "${item.type}"`;
  return { tag: "stub", val: { kind: "unknown", providerType: String(item.type), summary, raw: JSON.stringify(item) } };
}

function status(item) {
  const failed = item.status === "failed";
  return {
    remoteId: item.id,
    messageId: item.messageId,
    delivery: DELIVERY[item.status],
    problem: failed ? { code: String(item.code ?? "failed"), detail: scrub(item.reason ?? "the echo service gave up") } : undefined,
    consequence: item.code === "gone" ? "unreachable" : "none",
  };
}
