import * as host from "#host/secrets";
import { capability } from "./capability.js";
import { CallError } from "./errors.js";
import { encode } from "./web.js";

export class SecretError extends CallError {
  name = "SecretError";

  constructor({ tag, val }) {
    if (tag === "denied") super("auth", "secret-denied", `this use is not granted: ${val}`);
    else super("auth", "secret-missing", "a secret of this account is empty");
    this.reason = tag;
  }
}

const secrets = capability("secrets", host, (error) => new SecretError(error));

const bytes = (data) => (typeof data === "string" ? encode(data) : data);

export const hmac = (name, alg, data) => secrets.hmac(name, alg, bytes(data));
export const verifyHmac = (name, alg, data, mac) => secrets.verifyHmac(name, alg, bytes(data), mac);
export const matches = (name, candidate) => secrets.matches(name, candidate);
export const reveal = (name) => secrets.reveal(name);
