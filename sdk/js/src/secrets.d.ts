/**
 * The account's secrets. The plugin names them and, with one exception, never
 * sees them. A secret may hold several live values while it is being rotated;
 * the first one is the newest.
 */
import { CallError } from "./index.js";
import type { HmacAlg } from "./vocabulary/host.js";

export type { HmacAlg } from "./vocabulary/host.js";

/**
 * Why a secret could not be used. Both reasons need the operator, so both pause
 * the account.
 *
 * @example
 * import { reveal, SecretError } from "@deskbell/sdk/secrets";
 *
 * function password(): string | undefined {
 *   try {
 *     return reveal("password");
 *   } catch (error) {
 *     if (error instanceof SecretError && error.reason === "missing") return undefined;
 *     throw error;
 *   }
 * }
 */
export class SecretError extends CallError {
  readonly reason: "denied" | "missing";
}

/**
 * A code over `data` (text as UTF-8) with the newest value. The manifest must
 * ask for use "hmac".
 *
 * @example
 * import { hmac } from "@deskbell/sdk/secrets";
 *
 * const signature = (body: string) => hmac("signing_key", "sha256", body);
 */
export function hmac(name: string, alg: HmacAlg, data: Uint8Array | string): Uint8Array;

/**
 * True when any live value gives `mac`; compared in constant time. Needs use
 * "hmac".
 *
 * @example
 * import { verifyHmac } from "@deskbell/sdk/secrets";
 *
 * const isGenuine = (body: Uint8Array, mac: Uint8Array) => verifyHmac("signing_key", "sha256", body, mac);
 */
export function verifyHmac(name: string, alg: HmacAlg, data: Uint8Array | string, mac: Uint8Array): boolean;

/**
 * True when `candidate` equals any live value; compared in constant time. Needs
 * use "compare".
 *
 * @example
 * import { matches } from "@deskbell/sdk/secrets";
 *
 * const knowsKey = (given: string) => matches("callback_key", given);
 */
export function matches(name: string, candidate: string): boolean;

/**
 * The newest value itself. Needs use "reveal", which the operator grants apart
 * and which is recorded in the audit log; prefer a secret header of
 * `@deskbell/sdk/http`. See {@link SecretError}.
 */
export function reveal(name: string): string;
