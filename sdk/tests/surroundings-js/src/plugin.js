// Answers to a webhook what it found in its surroundings, one word a finding.
import { json, reply } from "@deskbell/sdk";
import { channel } from "@deskbell/sdk/channel";
import * as clock from "@deskbell/sdk/clock";
import * as config from "@deskbell/sdk/config";
import * as http from "@deskbell/sdk/http";
import { Bucket } from "@deskbell/sdk/kv";
import * as media from "@deskbell/sdk/media";
import * as random from "@deskbell/sdk/random";
import * as secrets from "@deskbell/sdk/secrets";

const atLoad = refusal(() => Date.now());
const randomAtLoad = refusal(() => Math.random());

const probes = {
  date: () => Math.abs(Date.now() - clock.nowMs()) < 1000 && Math.abs(new Date().getTime() - clock.nowMs()) < 1000,
  date_of: () => new Date("2026-03-02T14:05:00Z").toISOString() === "2026-03-02T14:05:00.000Z" && new Date(0) instanceof Date,
  date_text: () => Date().length > 10 && Date.UTC(1970, 0, 1) === 0,
  at_load: () => atLoad.includes("when the plugin is built") && randomAtLoad.includes("when the plugin is built"),
  performance: () => performance.now() >= 0,
  random: () => new Set(Array.from({ length: 100 }, Math.random)).size === 100,
  random_range: () => Array.from({ length: 100 }, Math.random).every((n) => n >= 0 && n < 1),
  random_bytes: () => random.bytes(4).length === 4 && random.number() !== random.number(),
  crypto: () => crypto.getRandomValues(new Uint8Array(8)).some(Boolean) && /^[0-9a-f]{8}-[0-9a-f]{4}-4/.test(crypto.randomUUID()),
  timers: () => refusal(() => setTimeout(() => {}, 1)).includes("a call has no later"),
  fetch: () => refusal(() => fetch("https://api.echo.example")).includes("@deskbell/sdk/http"),
  engine: () => new URL("https://a.example/b?c=1").searchParams.get("c") === "1" && atob(btoa("a")) === "a" && structuredClone({ a: 1 }).a === 1,
  absent: () => typeof Intl === "undefined" && typeof process === "undefined" && crypto.subtle === undefined,
  no_classes: () => refusal(() => new RegExp("\\p{L}", "u")).length > 0 && refusal(() => new RegExp("\\p{L}", "u")) !== "/\\p{L}/u",
  config: () => config.require("number") === 30 && config.get("none") === undefined,
  kv: () => {
    const bucket = new Bucket("state");
    bucket.setJson("a", { n: 1 });
    bucket.set("b", "text", 60);
    const found = bucket.scan("").map(([key, { value, version }]) => [key, value.length, typeof version]);
    bucket.delete("b");
    return bucket.getJson("a").n === 1 && JSON.stringify(found) === '[["a",7,"number"],["b",4,"number"]]' && bucket.get("b") === undefined;
  },
  kv_denied: () => caught(() => new Bucket("other").get("a")) === "auth kv-denied denied",
  kv_large: () => caught(() => new Bucket("state").set("x".repeat(600), "a")) === "rejected kv-too-large too-large",
  secrets: () => {
    const mac = secrets.hmac("key", "sha256", "data");
    return mac.length === 32 && secrets.verifyHmac("key", "sha256", "data", mac) && secrets.matches("key", "secret") && !secrets.matches("key", "other");
  },
  secret_denied: () => caught(() => secrets.reveal("key")) === "auth secret-denied denied",
  media: () => {
    const blob = media.put("text/plain", new TextEncoder().encode("hello"));
    return blob.size === 5 && new TextDecoder().decode(media.read(blob, 1, 3)) === "ell";
  },
  http: () => http.post("https://api.echo.example/a").json({}).send().json().yes === true,
  http_denied: () => caught(() => http.get("https://elsewhere.example/").send()) === "auth http-denied denied",
};

class Surroundings {
  describe() {
    return { channelKind: "surroundings", features: {}, maxText: 1, pacePer10s: 1 };
  }

  handle(ctx, request) {
    console.log("asked", json(request).ask ?? "all");
    const failed = Object.entries(probes).filter(([, probe]) => !holds(probe));
    return { reply: reply.json(200, failed.map(([name, probe]) => `${name}: ${refusal(probe)}`)), events: [] };
  }

  sendSignal() {
    return Promise.reject(new Error("late"));
  }

  send() {
    return { remoteID: "a" };
  }
}

function holds(probe) {
  try {
    return probe() === true;
  } catch {
    return false;
  }
}

function refusal(body) {
  try {
    return String(body());
  } catch (error) {
    return error.message;
  }
}

function caught(body) {
  try {
    return String(body());
  } catch (error) {
    return `${error.kind} ${error.code} ${error.reason}`;
  }
}

export default channel(new Surroundings());
