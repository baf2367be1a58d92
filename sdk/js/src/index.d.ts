/**
 * Write Deskbell plugins in JavaScript or TypeScript.
 *
 * A plugin is a WebAssembly component that translates: what an outside service
 * sends becomes Deskbell's events, what Deskbell sends becomes the service's
 * calls. It gets no WASI, no files and no sockets; everything it may do is a
 * module of this package, and each of those is a permission that `plugin.toml`
 * asks for and the operator grants.
 *
 * **Every call runs in a fresh instance.** Nothing in memory survives; what
 * must be remembered goes into `@deskbell/sdk/kv`.
 *
 * **Keep translation pure.** Reading a request and building the answer needs
 * nothing of the host, so ordinary unit tests cover it. The capability modules
 * (`http`, `kv`, `secrets`, `config`, `clock`, `random`, `media`) can be
 * imported anywhere and work only inside Deskbell: outside they throw, naming
 * themselves; `log` writes nothing there.
 *
 * **Exceptions** that are no `CallError` are logged with type and place and
 * answered with what loses nothing: a verified webhook is kept and repeated, a
 * message that may have left is uncertain.
 *
 * **Numbers.** 64-bit numbers of the contract are ordinary numbers here, exact
 * up to 2^53. Moments are milliseconds since 1970 UTC.
 */
import type { Address, AddressKind, Party, WebhookReply, WebhookRequest } from "./vocabulary/types.js";

export type * from "./vocabulary/types.js";

/**
 * What a plugin throws when a call cannot be done. Make one with the static
 * methods.
 *
 * `code` is the service's own ("131047") or a short stable word, at most 64
 * bytes. `detail` is one sentence for the operator, at most 1,024 bytes, never a
 * secret and never what a customer wrote (see {@link scrub}). Both are cut to
 * their bounds.
 *
 * @example
 * import { CallError } from "@deskbell/sdk";
 *
 * function refused(status: number): CallError {
 *   if (status === 401) return CallError.auth("401", "the token is not taken");
 *   if (status === 503) return CallError.retry("503", "the service is down").after(30_000);
 *   return CallError.rejected(String(status), "the service refuses the message");
 * }
 */
export class CallError extends Error {
  /** Use the static methods. */
  protected constructor();
  /** What the host does about it. */
  readonly kind: "retry" | "rate-limited" | "auth" | "rejected" | "unsupported";
  readonly code: string;
  readonly detail: string;
  /** With `retry`: the request may have taken effect. */
  readonly uncertain: boolean;
  /** With `retry` and `rate-limited`: the earliest useful time for another attempt, in milliseconds from now. */
  readonly afterMs: number | undefined;
  /** With `rate-limited`: how much of the channel pauses. */
  readonly scope: "account" | "recipient" | undefined;
  /** True when the same call can succeed later. */
  readonly isTransient: boolean;

  /** Transient, and the request certainly had no effect: the host repeats the call with its own back-off. */
  static retry(code: string, detail: string): CallError;
  /**
   * Transient, but the request may have taken effect although no answer was
   * seen. A `send` is then never repeated by the host; a person decides.
   */
  static uncertain(code: string, detail: string): CallError;
  /** The service asked this account to pause for so many milliseconds. */
  static rateLimited(code: string, detail: string, afterMs: number): CallError;
  /** The service asked for a pause towards this recipient only. */
  static rateLimitedRecipient(code: string, detail: string, afterMs: number): CallError;
  /** Credentials, permissions or settings are bad. The host pauses this account and tells the operator. */
  static auth(code: string, detail: string): CallError;
  /**
   * Permanent for this request. From `handle` it answers 400 (401 with the code
   * "signature") and nothing is kept. Two codes of `send` mean more:
   * "window-closed" (the message waits for a template) and "blocked" (the
   * conversation takes no messages until the customer writes again).
   */
  static rejected(code: string, detail: string): CallError;
  /** The channel cannot do this at all, such as a reaction over SMS. */
  static unsupported(what: string): CallError;

  /** The earliest useful time for another attempt; `Retry-After` belongs here. Errors that are not repeated stay as they are. */
  after(ms: number): this;
  /** For requests that may be repeated without harm: nothing about them is uncertain. */
  repeatable(): this;
}

/**
 * A `dedupeKey` for what the service gives no id: 128-bit FNV-1a of the parts,
 * 32 hexadecimal digits, the same in every version and in the SDK of each
 * language. It tells repeated deliveries of verified content apart and is easy
 * to forge, so use it for nothing else.
 *
 * @example
 * import { fingerprint } from "@deskbell/sdk";
 *
 * const dedupeKey = `m:${fingerprint(["+5549999998888", "1772460299", "Hello"])}`;
 */
export function fingerprint(parts: string[]): string;

/**
 * `text` without anything that may be a phone number or something a person
 * wrote: runs of six digits or more, and quoted words that are not the name of a
 * field. For a service's own words in the detail of an error, which operators
 * read and logs keep.
 *
 * @example
 * import { scrub } from "@deskbell/sdk";
 *
 * scrub("Recipient +55 (49) 98859-0187 not in list"); // "Recipient … not in list"
 */
export function scrub(text: string): string;

/**
 * An address of any kind; blanks around it are removed.
 *
 * @example
 * import { address } from "@deskbell/sdk";
 *
 * const name = address("username", "ana.souza");
 */
export function address(kind: AddressKind, value: string): Address;

/**
 * A phone number. Channels give digits with a leading "+"; business systems may
 * give any spelling, the host reads it with the workspace's country.
 *
 * @example
 * import { phone } from "@deskbell/sdk";
 *
 * phone(" +5549999998888 ").value; // "+5549999998888"
 */
export function phone(value: string): Address;

/**
 * The service's own stable id of the user for this business.
 *
 * @example
 * import { userId } from "@deskbell/sdk";
 *
 * userId("BR.1").kind; // "user-id"
 */
export function userId(value: string): Address;

/**
 * An e-mail address.
 *
 * @example
 * import { email } from "@deskbell/sdk";
 *
 * email("ana@example.com").kind; // "email"
 */
export function email(value: string): Address;

/**
 * Someone outside. Needs at least one address; at most 16 are allowed.
 *
 * @example
 * import { party, phone } from "@deskbell/sdk";
 *
 * const sender = party([phone("+5549999998888")], "Ana Souza");
 */
export function party(addresses: Address[], displayName?: string): Party;

/**
 * The first address of a kind in a list such as `message.to`; undefined when
 * there is none.
 *
 * @example
 * import { findAddress, phone, userId } from "@deskbell/sdk";
 *
 * findAddress([userId("BR.1"), phone("+5549999998888")], "phone"); // "+5549999998888"
 */
export function findAddress(addresses: Address[], kind: AddressKind): string | undefined;

/**
 * The first header of this name (any case).
 *
 * @example
 * import { header, type WebhookRequest } from "@deskbell/sdk";
 *
 * const isJson = (request: WebhookRequest) => header(request, "Content-Type") === "application/json";
 */
export function header(request: WebhookRequest, name: string): string | undefined;

/**
 * The first query parameter of this name, decoded.
 *
 * @example
 * import { queryValue, reply, type WebhookRequest } from "@deskbell/sdk";
 *
 * const handshake = (request: WebhookRequest) => reply.text(200, queryValue(request, "hub.challenge") ?? "");
 */
export function queryValue(request: WebhookRequest, name: string): string | undefined;

/**
 * The body read as JSON. Anything else is `rejected` with the code "bad-json";
 * the detail never says what the body contains.
 *
 * @example
 * import { json, type WebhookRequest } from "@deskbell/sdk";
 *
 * const kind = (request: WebhookRequest) => json<{ type: string }>(request).type;
 */
export function json<T = any>(request: WebhookRequest): T;

/**
 * Bytes of a text in UTF-8.
 *
 * @example
 * import { encode } from "@deskbell/sdk";
 *
 * encode("ã").length; // 2
 */
export function encode(text: string): Uint8Array;

/**
 * The text of bytes in UTF-8. Anything else is `rejected` with the code
 * "bad-text".
 *
 * @example
 * import { decode, encode } from "@deskbell/sdk";
 *
 * decode(encode("ã")); // "ã"
 */
export function decode(bytes: Uint8Array): string;

/**
 * Replies to webhooks. The host sends them only after the events are on disk.
 * The status is 200 to 599, the body at most 64 KiB.
 *
 * @example
 * import { reply } from "@deskbell/sdk";
 *
 * reply.ok();
 * reply.text(200, "1158201444");
 * reply.json(200, { taken: 1 });
 * reply.withType(200, "text/xml", new TextEncoder().encode("<ok/>"));
 */
export const reply: {
  /** Status 200 without a body. */
  ok(): WebhookReply;
  /** Plain text, such as the answer to a handshake. */
  text(status: number, body: string): WebhookReply;
  /** A JSON body. */
  json(status: number, body: unknown): WebhookReply;
  /** Any body with its content type. */
  withType(status: number, type: string, body: Uint8Array): WebhookReply;
};
