/**
 * Lines for the operator's plugin page. `console` leads here too.
 *
 * A call may write 200 lines and 64 KiB, 32 fields of a line; what exceeds that
 * is dropped and counted. Never log secrets, phone numbers or what a customer
 * wrote. Outside of Deskbell nothing is written.
 */
import type { Level } from "./vocabulary/host.js";

export type { Level } from "./vocabulary/host.js";

/** Data of a line, by name. */
export type Fields = Record<string, string | number | boolean | undefined>;

/**
 * Writes one line: a fixed text, the data in fields.
 *
 * @example
 * import * as log from "@deskbell/sdk/log";
 *
 * log.write("info", "file fetched", { bytes: 1024 });
 */
export function write(level: Level, message: string, fields?: Fields): void;
/** For the author, usually not shown. See {@link write}. */
export function debug(message: string, fields?: Fields): void;
/** A milestone. See {@link write}. */
export function info(message: string, fields?: Fields): void;
/** Recovered, but odd. See {@link write}. */
export function warn(message: string, fields?: Fields): void;
/** A person should look. See {@link write}. */
export function error(message: string, fields?: Fields): void;
