/**
 * Requests to the hosts that the manifest's `[[http]]` names.
 *
 * Redirects are not followed: the plugin sees the 3xx. A call of the plugin may
 * make 20 requests; request and response bodies are at most 8 MiB each, larger
 * files travel as blobs. Secrets are named, never seen: the host fills them into
 * headers when the request leaves.
 */
import type { Response } from "./answer.js";
import type { HttpBody, HttpFormPart, HttpHeaderValue, HttpMethod, HttpRequest } from "./vocabulary/host.js";
import type { BlobRef } from "./vocabulary/types.js";

export { HttpError, Response } from "./answer.js";

/**
 * A request under construction. It is plain data until `send`, so tests can
 * look at what would be sent.
 *
 * @example
 * import * as http from "@deskbell/sdk/http";
 *
 * const request = http
 *   .post("https://api.acme.example/messages")
 *   .secretHeader("authorization", "Bearer ", "access_token")
 *   .json({ to: "u-17" })
 *   .timeoutMs(10_000);
 * request.bodyText; // '{"to":"u-17"}'
 */
export class Request {
  /** https, unless the operator granted this host plain http by name. The url is at most 8 KiB. */
  constructor(method: HttpMethod, url: string);
  readonly method: HttpMethod;
  readonly url: string;
  /** Names and values in order, at most 100 of 64 KiB together; secrets stay names. */
  readonly headers: readonly [string, HttpHeaderValue][];
  /** The body as it would be sent. */
  readonly body: HttpBody;
  /** The body as text when it is bytes. */
  readonly bodyText: string | undefined;

  /** Adds a header. `host` and hop-by-hop headers are the host's own. */
  header(name: string, value: string): this;
  /** Adds a header that reads `before` + the newest value of the named secret, which needs use "header". */
  secretHeader(name: string, before: string, secret: string): this;
  /** A JSON body with its content type. */
  json(value: unknown): this;
  /** A body of at most 8 MiB. */
  bytes(body: Uint8Array | string): this;
  /** A stored file as the body; its bytes never enter the plugin. */
  blob(blob: BlobRef): this;
  /** Adds a text field of a `multipart/form-data` body. */
  formField(name: string, value: string): this;
  /** Adds a stored file to a `multipart/form-data` body. */
  formFile(name: string, filename: string, blob: BlobRef): this;
  /** Adds any part; at most 32. The host writes boundary and content type. */
  formPart(part: HttpFormPart): this;
  /** Wait at most this long; clipped to what is left of the call's own time. */
  timeoutMs(ms: number): this;
  /** Keep a 2xx response body as a blob (up to the manifest's `max-blob-mb`). Any other status returns bytes. */
  storeResponse(): this;
  /** As the contract writes it. */
  toContract(): HttpRequest;
  /** Sends the request and waits for the whole response. Any status is a response, also 4xx and 5xx; without one an `HttpError` is thrown. */
  send(): Response;
}

/**
 * A GET request.
 *
 * @example
 * import * as http from "@deskbell/sdk/http";
 *
 * const account = () => http.get("https://api.acme.example/account").send().json<{ id: string }>().id;
 */
export function get(url: string): Request;
/** A POST request. See {@link get}. */
export function post(url: string): Request;
/** A PUT request. See {@link get}. */
export function put(url: string): Request;
/** A PATCH request. See {@link get}. */
export function patch(url: string): Request;
declare function remove(url: string): Request;
/** A DELETE request. See {@link get}. */
export { remove as delete };
