// Loaded before the plugin, inside the component alone: what a web engine has
// and a component without WASI lacks is led to the host or refused by name.
// Left alone, the engine would trap without a word.
import * as clock from "./clock.js";
import { mayAskHost, whyNot } from "./call.js";
import * as log from "./log.js";
import * as random from "./random.js";

const Engine = Date;

/** `Date` by the host's clock. With arguments it is the engine's own. */
class HostDate extends Engine {
  constructor(...args) {
    super(...(args.length === 0 ? [HostDate.now()] : args));
  }

  static now() {
    if (!mayAskHost()) throw new Error(whyNot("the time"));
    return clock.nowMs();
  }
}

/** `Date()` without `new` is a text of the time. */
globalThis.Date = new Proxy(HostDate, { apply: () => new HostDate().toString() });
HostDate.prototype.constructor = globalThis.Date;

if (globalThis.performance) {
  Object.defineProperty(globalThis.performance, "now", { value: () => clock.monotonicMs(), configurable: true });
}

/** xoshiro128**, seeded by the host once in each call, so that it draws little of the call's random bytes. */
function seeded() {
  const state = new Uint32Array(random.bytes(16).slice().buffer);
  const rotate = (x, by) => (x << by) | (x >>> (32 - by));
  return () => {
    const result = Math.imul(rotate(Math.imul(state[1], 5), 7), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 11);
    return result;
  };
}

let next;

Math.random = () => {
  if (!mayAskHost()) throw new Error(whyNot("Math.random"));
  next ??= seeded();
  return ((next() >>> 5) * 0x4000000 + (next() >>> 6)) / 2 ** 53;
};

function getRandomValues(into) {
  new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(random.bytes(into.byteLength));
  return into;
}

function randomUUID() {
  const bytes = random.bytes(16).slice();
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// `crypto.subtle` is left out: it is asynchronous, and codes with a secret are the host's (`secrets`).
Object.defineProperty(globalThis, "crypto", { value: Object.freeze({ getRandomValues, randomUUID }), configurable: true });

function refuse(name, instead) {
  const value = () => {
    throw new Error(`\`${name}\` does not exist inside Deskbell: ${instead}`);
  };
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

for (const name of ["setTimeout", "setInterval"]) {
  refuse(name, "a call has no later. Answer `CallError.retry(…).after(ms)`, or `nextAfterMs` from `poll`");
}
refuse("fetch", 'use "@deskbell/sdk/http"');

/** `console` writes to the plugin's log. */
const say = (level) => (...args) => log.write(level, args.map(String).join(" "));
Object.defineProperty(globalThis, "console", {
  value: Object.freeze({ debug: say("debug"), log: say("info"), info: say("info"), warn: say("warn"), error: say("error"), trace: say("debug") }),
  configurable: true,
});
