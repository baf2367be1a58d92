/** Randomness, cryptographically strong outside tests. `crypto.getRandomValues` and `crypto.randomUUID` lead here too. */

/**
 * So many random bytes. A call of the plugin may draw 64 KiB in total; more ends
 * it with a fault.
 *
 * @example
 * import { bytes } from "@deskbell/sdk/random";
 *
 * const nonce = () => Array.from(bytes(16), (byte) => byte.toString(16).padStart(2, "0")).join("");
 */
export function bytes(count: number): Uint8Array;

/**
 * A random number from 0 up to, but not including, 1. It takes 8 of the call's
 * random bytes; `Math.random()` is seeded once and may be asked as often as you
 * like.
 *
 * @example
 * import { number } from "@deskbell/sdk/random";
 *
 * const dice = () => 1 + Math.floor(number() * 6);
 */
export function number(): number;
