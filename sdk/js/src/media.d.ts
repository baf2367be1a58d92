/**
 * Files of the workspace that this call was handed or has stored itself. Whole
 * files usually travel by reference: `@deskbell/sdk/http` uploads a blob and
 * stores a response as one without the bytes ever entering the plugin.
 */
import { CallError } from "./index.js";
import type { BlobRef } from "./vocabulary/types.js";

/** The most bytes that one `read` or `put` moves. */
export const MAX_CHUNK: number;

/**
 * Why a file could not be read or stored. Left alone it is answered with what
 * suits it.
 *
 * @example
 * import { MediaError, read } from "@deskbell/sdk/media";
 * import type { BlobRef } from "@deskbell/sdk";
 *
 * function start(blob: BlobRef): Uint8Array {
 *   try {
 *     return read(blob, 0, 5);
 *   } catch (error) {
 *     if (error instanceof MediaError && error.reason === "missing") return new Uint8Array();
 *     throw error;
 *   }
 * }
 */
export class MediaError extends CallError {
  readonly reason: "missing" | "too-large" | "denied" | "unavailable";
}

/** A part of a file, at most 256 KiB; shorter at its end, empty beyond it. 1,000 reads of 128 MiB together in a call. See {@link MediaError}. */
export function read(blob: BlobRef, offset: number, len: number): Uint8Array;

/**
 * Stores a small file, at most 256 KiB; a call may store 200, 16 MiB together.
 * Larger ones arrive through `storeResponse` of `@deskbell/sdk/http`.
 *
 * @example
 * import { put } from "@deskbell/sdk/media";
 *
 * const keep = (text: string) => put("text/plain", new TextEncoder().encode(text));
 */
export function put(mime: string, data: Uint8Array): BlobRef;
