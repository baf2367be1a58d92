// Webhook requests and their replies.
import { CallError } from "./errors.js";

const ENCODER = new TextEncoder();

export function encode(text) {
  return ENCODER.encode(text);
}

export function decode(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw CallError.rejected("bad-text", "the body is not UTF-8");
  }
}

export function header(request, name) {
  const wanted = name.toLowerCase();
  return request.headers.find(([key]) => key.toLowerCase() === wanted)?.[1];
}

export function queryValue(request, name) {
  return request.query.find(([key]) => key === name)?.[1];
}

export function json(request) {
  const text = decode(request.body);
  try {
    return JSON.parse(text);
  } catch {
    throw CallError.rejected("bad-json", "the body is not JSON");
  }
}

export const reply = {
  ok: () => ({ status: 200, headers: [], body: new Uint8Array() }),
  text: (status, body) => reply.withType(status, "text/plain; charset=utf-8", encode(body)),
  json: (status, body) => reply.withType(status, "application/json", encode(JSON.stringify(body))),
  withType: (status, type, body) => ({ status, headers: [["content-type", type]], body }),
};
