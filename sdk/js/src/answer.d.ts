/** What comes of a request. */
import { CallError } from "./index.js";
import type { BlobRef } from "./vocabulary/types.js";

/**
 * Why there is no response. Left alone it is answered with what suits it: a
 * request that certainly was not sent is repeated, one that may have taken
 * effect is uncertain, a missing permission needs the operator.
 *
 * @example
 * import { get, HttpError } from "@deskbell/sdk/http";
 *
 * function reachable(): boolean {
 *   try {
 *     return get("https://api.acme.example/").send().isSuccess;
 *   } catch (error) {
 *     if (error instanceof HttpError && error.reason === "connect") return false;
 *     throw error;
 *   }
 * }
 */
export class HttpError extends CallError {
  /** The case of the contract's `http.error`. */
  readonly reason:
    | "denied"
    | "dns"
    | "connect"
    | "tls"
    | "timeout"
    | "too-large"
    | "protocol"
    | "budget-exhausted"
    | "invalid"
    | "unavailable";
  /** The request may have taken effect. */
  readonly mayHaveLeft: boolean;
}

/**
 * A complete response. Tests make one to try code that reads it.
 *
 * @example
 * import { Response } from "@deskbell/sdk/http";
 *
 * new Response(429, { "retry-after": "30" }, "slow down").retryAfterMs; // 30000
 */
export class Response {
  constructor(status: number, headers?: Record<string, string> | [string, string][], body?: string | Uint8Array | BlobRef);
  readonly status: number;
  /** Names in lower case. */
  readonly headers: readonly [string, string][];
  /** True for 200 to 299. */
  readonly isSuccess: boolean;
  /** The body; empty when it was stored as a blob. */
  readonly bytes: Uint8Array;
  /** The body as text, UTF-8. */
  readonly text: string;
  /** The stored file, when `storeResponse` was asked and the status is 2xx. */
  readonly blob: BlobRef | undefined;
  /** `Retry-After` in milliseconds, when it is given in seconds; a date is left to the host. */
  readonly retryAfterMs: number | undefined;
  /** The first header of this name (any case). */
  header(name: string): string | undefined;
  /**
   * The body read as JSON. Anything else means that the service, or something
   * between, answered strangely: uncertain, because the request itself was
   * delivered.
   */
  json<T = any>(): T;
}
