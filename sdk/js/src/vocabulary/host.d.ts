// Made of wit/ by `python -m vocabulary` in sdk/. Change wit/, not this file.

import type { BlobRef } from "./types.js";

export type HttpMethod =
  | "get"
  | "post"
  | "put"
  | "patch"
  | "delete"
  | "head";

export type HttpPartContent =
  | { tag: "bytes"; val: Uint8Array }
  | { tag: "blob"; val: BlobRef };

/** A part of `multipart/form-data`. */
export interface HttpFormPart {
  name: string;
  filename?: string | undefined;
  mime?: string | undefined;
  content: HttpPartContent;
}

export type HttpBody =
  | { tag: "none" }
  /** At most 8 MiB. */
  | { tag: "bytes"; val: Uint8Array }
  /** Streamed from the host's media store; it never enters the guest. */
  | { tag: "blob"; val: BlobRef }
  /** The host writes the boundary and the content-type header. At most 32 parts. */
  | { tag: "multipart"; val: HttpFormPart[] };

export type HttpHeaderValue =
  | { tag: "plain"; val: string }
  /**
   * `before` + the newest value of the named secret. Needs use "header".
   * The guest never sees the value.
   */
  | { tag: "secret"; val: HttpSecretValue };

export interface HttpSecretValue {
  name: string;
  /** E.g. "Bearer ". May be empty. */
  before: string;
}

export interface HttpRequest {
  method: HttpMethod;
  /**
   * https, unless the operator granted this host plain http by name. At
   * most 8 KiB.
   */
  url: string;
  /** At most 100, names and values together 64 KiB. */
  headers: [string, HttpHeaderValue][];
  body: HttpBody;
  /** Clipped to what is left of the call's own time. */
  timeoutMs?: number | undefined;
  /**
   * Keep a 2xx response body as a blob (up to the manifest's
   * `max-blob-mb`, and all files of the call together up to the largest
   * one of the manifest) instead of returning its bytes. Any other status
   * returns bytes, so that errors can be read.
   * False when left out.
   */
  storeResponseAsBlob?: boolean;
}

export type HttpResponseBody =
  /** At most 8 MiB. */
  | { tag: "bytes"; val: Uint8Array }
  | { tag: "blob"; val: BlobRef };

export interface HttpResponse {
  status: number;
  /** Names in lower case. The first 100, together at most 64 KiB. */
  headers: [string, string][];
  body: HttpResponseBody;
}

export type HttpError =
  /**
   * Not in the manifest, not granted, or a setting or secret that it needs
   * has no usable value; carries the step that helps. Nothing was sent.
   */
  | { tag: "denied"; val: string }
  /** No such name, or it resolves to an address that is not public. */
  | { tag: "dns" }
  /** Nothing was sent. */
  | { tag: "connect" }
  | { tag: "tls" }
  /** The request may have taken effect. */
  | { tag: "timeout" }
  /** The request or the response is over its limit. */
  | { tag: "too-large" }
  /**
   * The connection broke or the answer is not HTTP. The request may have
   * taken effect.
   */
  | { tag: "protocol"; val: string }
  /**
   * More than 20 requests in one call, no room left for its files, or the
   * host's own limit.
   */
  | { tag: "budget-exhausted" }
  /**
   * The request cannot be written (a header with a line break, a malformed
   * media type, a file that this call does not have). Nothing was sent, and
   * repeating it does not help.
   */
  | { tag: "invalid"; val: string }
  /**
   * The host cannot read a file of the request now. Nothing was sent.
   * Return `retry`.
   */
  | { tag: "unavailable" };

export type Level =
  | "debug"
  | "info"
  | "warn"
  | "error";

export type HmacAlg =
  | "sha1"
  | "sha256"
  | "sha512";

export type SecretsError =
  /**
   * The manifest does not ask for this use of this secret, or the operator
   * did not grant it. Carries the manifest line to add.
   */
  | { tag: "denied"; val: string }
  /**
   * Asked and granted, but the operator has not entered a value, or only an
   * empty one.
   */
  | { tag: "missing" };

export interface Entry {
  value: Uint8Array;
  /** Grows with each write of this key. */
  version: number;
}

export type KvError =
  /** Key or prefix over 512 bytes, or value over 256 KiB. */
  | { tag: "too-large" }
  /** The bucket's quota, or 500 operations in one call. */
  | { tag: "quota" }
  /** The bucket is not in the manifest, or not granted. */
  | { tag: "denied"; val: string }
  /** The store cannot answer now. Return `retry`. */
  | { tag: "unavailable" };

export type MediaError =
  /** The call has no such file, or it is gone. */
  | { tag: "missing" }
  /**
   * More than 256 KiB at once, or more than one call may move: 1,000 reads
   * of 128 MiB together, 200 puts of 16 MiB together.
   */
  | { tag: "too-large" }
  /** The manifest does not ask for it, or the operator did not grant it. */
  | { tag: "denied" }
  /** The file store cannot answer now. Return `retry`. */
  | { tag: "unavailable" };
