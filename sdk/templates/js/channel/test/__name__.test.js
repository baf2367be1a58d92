// With the ordinary runtime: `npm test`. What needs the host is in cases/: `deskbell plugin test .`
import assert from "node:assert/strict";
import { test } from "node:test";
import { encode, phone } from "@deskbell/sdk";
import { events, messageRequest } from "../src/translate.js";

const request = (items) => ({ method: "POST", path: "", query: [], headers: [], body: encode(JSON.stringify({ items })), receivedMs: 7 });

test("a kind that nobody knows is still seen", () => {
  const [event] = events(request([{ id: "1", kind: "poll", from: "+5549999998888" }])).events;
  assert.deepEqual([event.atMs, event.body.val.content.tag, event.body.val.content.val.providerType], [7, "stub", "poll"]);
});

test("a text goes to the phone number", () => {
  const message = { id: "m-1", to: [phone("+5549999998888")], content: { tag: "text", val: { body: "Hello", previewLink: false } } };
  assert.deepEqual(JSON.parse(messageRequest("", message, "Shop").bodyText), { id: "m-1", from: "Shop", to: "+5549999998888", text: "Hello" });
  assert.throws(() => messageRequest("", { ...message, to: [] }, "Shop"), { code: "no-phone" });
});

test("an item that cannot be read is told and costs no other", () => {
  const items = [{ id: "1", kind: "text", from: "x".repeat(1024), text: "a" }, { id: "2", kind: "text", from: "+5549999998888", text: "b" }, null];
  assert.deepEqual(events(request(items)).events.map((event) => event.body.tag), ["account", "message", "account"]);
});
