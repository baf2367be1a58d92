import { exportsOf } from "./plugin.js";
import { encode } from "./web.js";

export { HttpError, Response } from "./answer.js";
export { findAddress } from "./party.js";

export function channel(connector) {
  return exportsOf("channel", connector);
}

export function done(page) {
  return { tag: "done", val: page };
}

export function wait(request, continuation = new Uint8Array()) {
  const bytes = typeof continuation === "string" ? encode(continuation) : continuation;
  return { tag: "await-http", val: { request: request.toContract(), continuation: bytes } };
}
