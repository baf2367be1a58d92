// What an author's unit tests rely on, and what the component's border does.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { CallError, email, findAddress, fingerprint, header, json, party, phone, queryValue, reply, scrub, userId } from "@deskbell/sdk";
import { channel, done, wait } from "@deskbell/sdk/channel";
import { erpModule } from "@deskbell/sdk/erp";
import * as http from "@deskbell/sdk/http";
import * as clock from "@deskbell/sdk/clock";
import * as config from "@deskbell/sdk/config";
import { Bucket } from "@deskbell/sdk/kv";
import * as log from "@deskbell/sdk/log";
import * as media from "@deskbell/sdk/media";
import * as random from "@deskbell/sdk/random";
import * as secrets from "@deskbell/sdk/secrets";
import { INTERFACES } from "../src/interfaces.js";
import { lift, lower } from "../src/shape.js";
import { FUNCTIONS } from "../src/vocabulary/shapes.js";

const SDK = join(import.meta.dirname, "..");
const vectors = async (name) => JSON.parse(await readFile(join(SDK, "../tests/vectors", name), "utf8"));
const request = (body) => ({ method: "POST", path: "", query: [["hub.mode", "subscribe"]], headers: [["content-type", "text/plain"]], body: new TextEncoder().encode(body), receivedMs: 0 });
const ctx = { callId: "c", workspace: "w", accountId: "a", attempt: 1, locale: "en", deadlineMs: 5000n };
const described = { describe: () => ({ channelKind: "test", features: {}, maxText: 1, pacePer10s: 1 }) };

/** What the component would answer: the contract's error, or the value. */
function outcome(run) {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

test("scrub and fingerprint are those of every language (X7)", async () => {
  for (const [text, expected] of await vectors("scrub.json")) assert.equal(scrub(text), expected);
  for (const [parts, expected] of await vectors("fingerprint.json")) assert.equal(fingerprint(parts), expected);
});

test("errors keep to their bounds and cut at a character", () => {
  const error = CallError.rejected("x".repeat(80), "a" + "ã".repeat(600));
  assert.equal(error.code.length, 64);
  assert.equal(new TextEncoder().encode(error.detail).length, 1023);
  assert.equal(CallError.rejected("a", "😀".repeat(300)).detail, "😀".repeat(256));
});

test("a delay changes only what is repeated", () => {
  assert.equal(CallError.rejected("a", "b").after(5).afterMs, undefined);
  assert.equal(CallError.uncertain("a", "b").after(5).afterMs, 5);
  assert.equal(CallError.uncertain("a", "b").repeatable().uncertain, false);
});

test("requests and replies are read and written", () => {
  assert.equal(header(request(""), "Content-Type"), "text/plain");
  assert.equal(queryValue(request(""), "hub.mode"), "subscribe");
  assert.deepEqual(json(request('{"a":1}')), { a: 1 });
  assert.throws(() => json(request("+5549")), { code: "bad-json", detail: "the body is not JSON" });
  assert.deepEqual(reply.json(200, []).headers, [["content-type", "application/json"]]);
});

test("people are known by their addresses", () => {
  const { addresses } = party([userId(" u "), phone("+1"), email("a@b.example")], "Ana");
  assert.equal(findAddress(addresses, "user-id"), "u");
  assert.equal(findAddress(addresses, "username"), undefined);
});

test("an answer reads what it can and says what it cannot", () => {
  const { Response, HttpError } = http;
  assert.equal(new Response(503, { "retry-after": "99999999" }).retryAfterMs, 0xffffffff);
  assert.equal(new Response(503, { "retry-after": "Fri, 31 Dec 1999 23:59:59 GMT" }).retryAfterMs, undefined);
  assert.throws(() => new Response(200, {}, "<html>").json(), { kind: "retry", uncertain: true });
  assert.deepEqual([new HttpError({ tag: "timeout" }).uncertain, new HttpError({ tag: "dns" }).uncertain], [true, false]);
  assert.equal(new HttpError({ tag: "denied", val: "add it" }).detail, "the host is not granted: add it");
});

test("a request is plain data until it is sent", () => {
  const blob = { sha256: "0".repeat(64), size: 1, mime: "a/b" };
  const made = http.post("https://a.example").secretHeader("authorization", "Bearer ", "token").formField("a", "1").formFile("f", "x.pdf", blob);
  const { tag, val } = wait(made.timeoutMs(5), "here");
  assert.equal(tag, "await-http");
  const lowered = lower("channel/poller.http-wait", val, "it");
  assert.deepEqual(lowered.request.headers, [["authorization", { tag: "secret", val: { name: "token", before: "Bearer " } }]]);
  assert.equal(lowered.request.body.val[1].content.val.size, 1n);
  assert.equal(lowered.request.storeResponseAsBlob, false);
});

test("capabilities say that they work only inside Deskbell (X7)", () => {
  for (const use of [
    () => http.get("https://a.example").send(),
    () => new Bucket("a").get("a"),
    () => secrets.reveal("a"),
    () => media.read({ sha256: "", size: 0, mime: "" }, 0, 1),
    () => config.get("a"),
    () => clock.nowMs(),
    () => random.bytes(1),
  ]) {
    assert.throws(use, /`?@deskbell\/sdk\/\w+`? works only inside Deskbell/);
  }
  log.info("nothing is written here");
});

test("a plugin exports what it has written (X7)", () => {
  assert.deepEqual(channel(described).interfaces, ["channel/connector"]);
  const more = { ...described, handle() {}, poll() {}, handleMail() {}, pairingStatus() {} };
  assert.deepEqual(Object.keys(channel(more).exports), ["connector", "webhook", "poller", "pairing", "inboundMail"]);
  assert.deepEqual(erpModule({ describe() {}, changes() {} }).interfaces, ["erp/module", "erp/sync"]);
  assert.throws(() => channel({}), /at least the method `describe`/);
});

test("every function of the contract has a row, and a method with its documentation (X7)", async () => {
  const known = Object.entries(FUNCTIONS).filter(([path]) => !path.startsWith("host/"));
  assert.deepEqual(known.map(([path]) => path).sort(), Object.keys(INTERFACES).sort());
  for (const [path, functions] of known) {
    const rows = INTERFACES[path].functions;
    assert.deepEqual(Object.keys(functions), Object.keys(rows), path);
    const text = await readFile(join(SDK, "src", path.startsWith("erp") ? "erp.d.ts" : "channel.d.ts"), "utf8");
    for (const [name, { method = name }] of Object.entries(rows)) assert.match(text, new RegExp(`\\*/\\n  ${method}\\??\\(`), method);
  }
});

test("declarations name what the modules export (X7)", async () => {
  const files = (await readdir(join(SDK, "src"))).filter((name) => name.endsWith(".d.ts") && name !== "plugin.d.ts");
  for (const file of files) {
    const text = await readFile(join(SDK, "src", file), "utf8");
    const declared = [...text.matchAll(/^export (?:function|class|const) (\w+)/gm)].map(([, name]) => name);
    for (const [, list] of text.matchAll(/^export \{(.*)\}/gm)) {
      declared.push(...list.split(",").map((part) => part.trim().split(" as ").at(-1)));
    }
    const exported = Object.keys(await import(join(SDK, "src", file.replace(".d.ts", ".js"))));
    assert.deepEqual(exported.filter((name) => name !== "answered").sort(), declared.sort(), file);
  }
});

test("what is not written is unsupported", () => {
  const { connector } = channel(described).exports;
  assert.equal(outcome(() => connector.send(ctx, {})).tag, "unsupported");
});

test("an unexpected exception never loses a message (X1, X2)", () => {
  const boom = () => {
    throw new Error("what the customer wrote");
  };
  const exported = channel({ ...described, handle: boom, send: boom, sendSignal: boom, fetchMedia: boom }).exports;
  const { webhook, connector } = exported;
  const handled = outcome(() => webhook.handle(ctx, request("")));
  assert.equal(handled.tag, "retry");
  assert.deepEqual(handled.val.problem, { code: "exception", detail: "Error in handle; the plugin's log says where" });
  assert.deepEqual([outcome(() => connector.send(ctx, { id: "", to: [], content: { tag: "text", val: {} } })).tag], ["retry"]);
  assert.equal(outcome(() => connector.sendSignal(ctx, { tag: "typing", val: "a" })).tag, "rejected");
  assert.throws(() => channel({ describe: boom }).exports.connector.describe(), /what the customer wrote/);
});

test("a thrown CallError becomes the contract's", () => {
  const thrown = (error) => outcome(() => channel({ ...described, handle() { throw error; } }).exports.webhook.handle(ctx, request("")));
  assert.deepEqual(thrown(CallError.rateLimitedRecipient("429", "slow", 7)), {
    tag: "rate-limited",
    val: { problem: { code: "429", detail: "slow" }, afterMs: 7, scope: "recipient" },
  });
  assert.deepEqual(thrown(CallError.auth("401", "no")), { tag: "auth", val: { code: "401", detail: "no" } });
});

test("a long poll is resumed with the response, or with why there is none", () => {
  let given;
  const plugin = { ...described, resume: (_, continuation, answer) => ((given = [continuation, answer]), done({ events: [] })) };
  const { poller } = channel(plugin).exports;
  const response = { status: 200, headers: [], body: { tag: "bytes", val: new TextEncoder().encode("[1]") } };
  poller.resume(ctx, new Uint8Array([7]), { tag: "ok", val: response });
  assert.deepEqual([given[0][0], given[1].json()], [7, [1]]);
  poller.resume(ctx, new Uint8Array(), { tag: "err", val: { tag: "connect" } });
  assert.equal(given[1] instanceof http.HttpError && given[1].reason, "connect");
  const answered = poller.poll === undefined ? undefined : outcome(() => poller.poll(ctx, undefined));
  assert.equal(answered.tag, "unsupported");
});

test("what does not fit the contract is named by place, never by value (X7)", () => {
  const refuses = (shape, value, message) => assert.throws(() => lower(shape, value, "it"), { name: "ShapeError", message });
  refuses("channel/message.receipt", { remoteID: "secret" }, 'it: there is no field "remoteID"; known are remoteId, recipient, held');
  refuses("channel/message.receipt", { remoteId: 5 }, "it.remoteId: expected a text, got number");
  refuses("channel/message.delivery", "gone", "it: expected one of sent, failed, delivered, read, played");
  refuses("channel/message.inbound-content", { tag: "txt" }, "it.tag: expected one of text, media, choice, stub");
  refuses(["list", "u16"], [1, 65_536], "it[1]: expected a whole number from 0 to 65535, got number");
  refuses("u64", 1.5, /expected a whole number/);
  refuses("bytes", "text", "it: expected a Uint8Array, got string");
  refuses(null, Promise.resolve(), /a promise/);
});

test("64-bit numbers are plain numbers on this side (X7)", () => {
  const blob = { sha256: "a", size: 5, mime: "b" };
  assert.deepEqual(lower("types/media.blob-ref", blob, "it"), { ...blob, size: 5n });
  assert.deepEqual(lift("types/media.blob-ref", { ...blob, size: 5n }), blob);
  assert.deepEqual(lower("channel/message.receipt", { remoteId: "a", recipient: null }, "it"), { remoteId: "a", recipient: undefined, held: false });
});
