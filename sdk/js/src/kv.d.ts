/**
 * A small durable store of the plugin's own, one namespace for each account and
 * bucket. Writes are seen by later reads of the same call and become durable
 * together with the call's result; when the call fails they vanish.
 *
 * Limits: keys 512 bytes, values 256 KiB, 500 operations in one call, and the
 * bucket's quota in the manifest's `[[kv]]`.
 */
import { CallError } from "./index.js";
import type { Entry } from "./vocabulary/host.js";

export type { Entry } from "./vocabulary/host.js";

/**
 * Why the store did not do it. Left alone it is answered with what suits it.
 *
 * @example
 * import { Bucket, KvError } from "@deskbell/sdk/kv";
 *
 * function remember(key: string, value: Uint8Array): boolean {
 *   try {
 *     new Bucket("albums").set(key, value);
 *     return true;
 *   } catch (error) {
 *     if (error instanceof KvError && error.reason === "too-large") return false;
 *     throw error;
 *   }
 * }
 */
export class KvError extends CallError {
  readonly reason: "too-large" | "quota" | "denied" | "unavailable";
}

/**
 * One bucket of the manifest. Naming it asks nothing of the host yet.
 *
 * @example
 * import { Bucket } from "@deskbell/sdk/kv";
 *
 * const albums = new Bucket("albums");
 * const remember = (album: string, pictures: number) => albums.setJson(album, { pictures }, 3600);
 * const pictures = (album: string) => albums.getJson<{ pictures: number }>(album)?.pictures ?? 0;
 */
export class Bucket {
  constructor(name: string);
  readonly name: string;
  /** The value and its version, which grows with each write of this key. Undefined when there is none. */
  get(key: string): Entry | undefined;
  /** A value written by `setJson`; undefined also when it is no JSON. */
  getJson<T = any>(key: string): T | undefined;
  /** Writes a value. With `ttlS` it disappears by itself after so many seconds, else it stays. */
  set(key: string, value: Uint8Array | string, ttlS?: number): void;
  /** Writes a value as JSON. */
  setJson(key: string, value: unknown, ttlS?: number): void;
  /** Removes a key; a missing one is fine. */
  delete(key: string): void;
  /** Keys with the prefix, in byte order, after `after` (exclusive), at most 100. Fewer than asked: no more. */
  scan(prefix: string, after?: string, limit?: number): [string, Entry][];
}
