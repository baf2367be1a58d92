import * as host from "#host/random";
import { capability } from "./capability.js";

const random = capability("random", host);

export const bytes = (count) => random.bytes(count);

export function number() {
  const [high, low] = new Uint32Array(bytes(8).slice().buffer);
  return ((high >>> 5) * 0x4000000 + (low >>> 6)) / 2 ** 53;
}
