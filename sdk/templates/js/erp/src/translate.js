// From the business system's words to Deskbell's. Nothing here asks the host.
import { CallError, email, json, phone, reply } from "@deskbell/sdk";

const LABELS = { open: "Open", ready: "Ready", closed: "Closed" };

/** The whole request or nothing: one item that cannot be read refuses all of them. */
export function events(request) {
  const items = json(request).items ?? [];
  return { reply: reply.json(200, { accepted: items.length }), events: items.map((item) => event(item, request.receivedMs)) };
}

function event(item, receivedMs) {
  const facts = { dedupeKey: `${item.type}:${item.id}:${item.version}`, version: item.version, atMs: receivedMs };
  if (item.type === "customer") return { ...facts, body: { tag: "customer-changed", val: customer(item) } };
  if (item.type === "order") return { ...facts, body: { tag: "card-changed", val: { card: card(item), change: "updated" } } };
  throw CallError.rejected("unknown-type", "an item is neither a customer nor an order");
}

function customer({ id, name, phones = [], emails = [] }) {
  return { externalId: id, name, addresses: [...phones.map(phone), ...emails.map(email)] };
}

function card({ id, number, title, status, customer, total, documents = [] }) {
  return {
    module: "order",
    externalId: id,
    number,
    title,
    status,
    statusLabel: LABELS[status] ?? status,
    open: status !== "closed",
    customer,
    total,
    documents: documents.map(({ id, filename }) => ({ kind: "invoice", filename, source: { tag: "remote", val: { reference: id, filename } } })),
    fields: [],
  };
}
