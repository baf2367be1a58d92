// The pure parts, with the ordinary runtime. What needs the host is in cases/.
import assert from "node:assert/strict";
import { test } from "node:test";
import { encode, userId } from "@deskbell/sdk";
import { translate } from "../src/inbound.js";
import { messageRequest, signalRequest } from "../src/outbound.js";

const webhook = (events) => ({ method: "POST", path: "", query: [], headers: [], body: encode(JSON.stringify({ events })), receivedMs: 7 });
const message = (content) => ({ id: "m-1", to: [userId("u-17")], content, replyTo: undefined });

test("an event without a moment has the request's", () => {
  const { events } = translate(webhook([{ type: "message", id: "e-1", from: { id: "u-17" }, text: "Hello" }]));
  assert.deepEqual([events[0].atMs, events[0].dedupeKey, events[0].body.val.content], [7, "m:e-1", { tag: "text", val: "Hello" }]);
});

test("the same fact has the same key in every delivery, each progress its own", () => {
  const keys = (status) => translate(webhook([{ type: "status", id: "e-1", status }])).events[0].dedupeKey;
  assert.equal(keys("seen"), keys("seen"));
  assert.notEqual(keys("seen"), keys("delivered"));
});

test("a text goes to the user's id, in the shop's name", () => {
  const request = messageRequest("https://a.example", message({ tag: "text", val: { body: "Hi", previewLink: false } }), "Garage");
  assert.deepEqual(JSON.parse(request.bodyText), { id: "m-1", from: "Garage", to: "u-17", text: "Hi" });
  assert.equal(signalRequest("https://a.example", { tag: "mark-read", val: "e-1" }).bodyText, '{"kind":"read","message":"e-1"}');
});

test("what cannot be sent is refused", () => {
  assert.throws(() => messageRequest("", message({ tag: "location", val: {} }), ""), { kind: "unsupported" });
  assert.throws(() => messageRequest("", { ...message({}), to: [] }, ""), { code: "no-address" });
});
