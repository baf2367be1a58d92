import * as host from "#host/log";
import { mayAskHost } from "./call.js";
import { capability } from "./capability.js";

const { write: line } = capability("log", host);

export function write(level, message, fields = {}) {
  // A line is never worth an error: outside of a call there is nobody to read it.
  if (host.outside || !mayAskHost()) return;
  line(level, message, Object.entries(fields).map(([name, value]) => [name, String(value)]));
}

export const debug = (message, fields) => write("debug", message, fields);
export const info = (message, fields) => write("info", message, fields);
export const warn = (message, fields) => write("warn", message, fields);
export const error = (message, fields) => write("error", message, fields);
