import * as host from "#host/kv";
import { capability } from "./capability.js";
import { CallError } from "./errors.js";
import { encode } from "./web.js";

const MEANINGS = {
  "too-large": ["rejected", "kv-too-large", "a key is over 512 bytes or a value over 256 KiB"],
  quota: ["retry", "kv-quota", "the plugin's store is full, or was asked too often in one call"],
  denied: ["auth", "kv-denied", "the bucket is not granted"],
  unavailable: ["retry", "kv-unavailable", "the store cannot answer now"],
};

export class KvError extends CallError {
  name = "KvError";

  constructor({ tag, val }) {
    const [kind, code, detail] = MEANINGS[tag];
    super(kind, code, val === undefined ? detail : `${detail}: ${val}`);
    this.reason = tag;
  }
}

const kv = capability("kv", host, (error) => new KvError(error));

export class Bucket {
  constructor(name) {
    this.name = name;
  }

  get(key) {
    return kv.get(this.name, key);
  }

  getJson(key) {
    const entry = this.get(key);
    try {
      return entry && JSON.parse(new TextDecoder().decode(entry.value));
    } catch {
      return undefined;
    }
  }

  set(key, value, ttlS) {
    kv.set(this.name, key, typeof value === "string" ? encode(value) : value, ttlS);
  }

  setJson(key, value, ttlS) {
    this.set(key, JSON.stringify(value), ttlS);
  }

  delete(key) {
    kv.delete(this.name, key);
  }

  scan(prefix, after, limit = 100) {
    return kv.scan(this.name, prefix, after, limit);
  }
}
