// What comes of a request. Nothing here asks the host, so a plugin that only
// waits for answers (`resume`) needs no more of it.
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

/** The answer that `resume` is given: a response, or why there is none. */
export function answered({ tag, val }) {
  return tag === "ok" ? Response.fromHost(val) : new HttpError(val);
}
