import * as host from "#host/http";
import { HttpError, Response } from "./answer.js";
import { noteRequest } from "./call.js";
import { capability } from "./capability.js";
import { encode } from "./web.js";

export { HttpError, Response } from "./answer.js";

const { send } = capability("http", host, (error) => new HttpError(error));

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

  /** As the contract writes it. */
  toContract() {
    const { method, url, headers, body, timeout, storesResponse } = this;
    return { method, url, headers, body, timeoutMs: timeout, storeResponseAsBlob: storesResponse };
  }

  send() {
    try {
      const answer = send(this.toContract());
      noteRequest(this.method);
      return Response.fromHost(answer);
    } catch (error) {
      if (error.mayHaveLeft) noteRequest(this.method);
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
