import * as host from "#host/config";
import { capability } from "./capability.js";
import { CallError } from "./errors.js";

const config = capability("config", host);

export function get(key) {
  const text = config.get(key);
  return text === undefined ? undefined : JSON.parse(text);
}

export function require(key) {
  const value = get(key);
  if (value === undefined) throw CallError.auth("missing-setting", `the setting \`${key}\` is empty`);
  return value;
}
