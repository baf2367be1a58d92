import * as host from "#host/http";
import { noteRequest } from "./call.js";
import { capability } from "./capability.js";
import { CallError } from "./errors.js";
import { encode } from "./web.js";

/** What each failure means, and whether the request may have taken effect. */
const MEANINGS = {
  denied: ["auth", "http-denied", "the host is not granted", false],
  dns: ["retry", "http-dns", "the service's name has no public address", false],
  connect: ["retry", "http-connect", "the service did not accept a connection", false],
  tls: ["retry", "http-tls", "no secure connection to the service", false],
  timeout: ["retry", "http-timeout", "the service did not answer in time", true],
  protocol: ["retry", "http-protocol", "the connection broke or the answer is not HTTP", true],
  "too-large": ["rejected", "http-too-large", "the request or its answer is over the limit", true],
  "budget-exhausted": ["retry", "http-budget", "too many requests in one call", false],
  invalid: ["rejected", "http-invalid", "nothing was sent", false],
  unavailable: ["retry", "http-file", "a file of the request cannot be read now", false],
};

export class HttpError extends CallError {
  name = "HttpError";

  constructor({ tag, val }) {
    const [kind, code, detail, uncertain] = MEANINGS[tag];
    super(kind, code, val === undefined ? detail : `${detail}: ${val}`, { uncertain: uncertain && kind === "retry" });
    this.reason = tag;
    this.mayHaveLeft = uncertain;
  }
}

const { send } = capability("http", host, (error) => new HttpError(error));

export class Response {
  #body;

  constructor(status, headers = {}, body = new Uint8Array()) {
    this.status = status;
    this.headers = Array.isArray(headers) ? headers : Object.entries(headers);
    this.#body = body;
  }

  static fromHost({ status, headers, body }) {
    return new Response(status, headers, body.val);
  }

  get isSuccess() {
    return this.status >= 200 && this.status < 300;
  }

  header(name) {
    const wanted = name.toLowerCase();
    return this.headers.find(([key]) => key.toLowerCase() === wanted)?.[1];
  }

  get bytes() {
    if (typeof this.#body === "string") return encode(this.#body);
    return this.#body instanceof Uint8Array ? this.#body : new Uint8Array();
  }

  get text() {
    return new TextDecoder().decode(this.bytes);
  }

  get blob() {
    return this.#body?.sha256 === undefined ? undefined : this.#body;
  }

  json() {
    try {
      return JSON.parse(this.text);
    } catch {
      throw CallError.uncertain("bad-response", `status ${this.status} with a body that is not JSON`);
    }
  }

  get retryAfterMs() {
    const seconds = this.header("retry-after")?.trim();
    return /^\d+$/.test(seconds ?? "") ? Math.min(Number(seconds) * 1000, 0xffffffff) : undefined;
  }
}

export class Request {
  constructor(method, url) {
    this.method = method;
    this.url = url;
    this.headers = [];
    this.body = { tag: "none" };
    this.timeout = undefined;
    this.storesResponse = false;
  }

  header(name, value) {
    this.headers.push([name, { tag: "plain", val: String(value) }]);
    return this;
  }

  secretHeader(name, before, secret) {
    this.headers.push([name, { tag: "secret", val: { name: secret, before } }]);
    return this;
  }

  json(value) {
    return this.header("content-type", "application/json").bytes(encode(JSON.stringify(value)));
  }

  bytes(body) {
    this.body = { tag: "bytes", val: typeof body === "string" ? encode(body) : body };
    return this;
  }

  blob(blob) {
    this.body = { tag: "blob", val: blob };
    return this;
  }

  formField(name, value) {
    return this.formPart({ name, content: { tag: "bytes", val: encode(String(value)) } });
  }

  formFile(name, filename, blob) {
    return this.formPart({ name, filename, mime: blob.mime, content: { tag: "blob", val: blob } });
  }

  formPart(part) {
    const before = this.body.tag === "multipart" ? this.body.val : [];
    this.body = { tag: "multipart", val: [...before, part] };
    return this;
  }

  timeoutMs(ms) {
    this.timeout = ms;
    return this;
  }

  storeResponse() {
    this.storesResponse = true;
    return this;
  }

  get bodyText() {
    return this.body.tag === "bytes" ? new TextDecoder().decode(this.body.val) : undefined;
  }

  send() {
    const { method, url, headers, body, timeout, storesResponse } = this;
    try {
      const answer = send({ method, url, headers, body, timeoutMs: timeout, storeResponseAsBlob: storesResponse });
      noteRequest(method);
      return Response.fromHost(answer);
    } catch (error) {
      if (error.mayHaveLeft) noteRequest(method);
      throw error;
    }
  }
}

export const get = (url) => new Request("get", url);
export const post = (url) => new Request("post", url);
export const put = (url) => new Request("put", url);
export const patch = (url) => new Request("patch", url);

const remove = (url) => new Request("delete", url);
export { remove as delete };
