// 128-bit FNV-1a, the same in the SDK of each language.
import { encode } from "./web.js";

const OFFSET = 0x6c62272e07bb014262b821756295c58dn;
const PRIME = 0x0000000001000000000000000000013bn;
const MASK = (1n << 128n) - 1n;

export function fingerprint(parts) {
  let hash = OFFSET;
  const eat = (byte) => {
    hash = ((hash ^ BigInt(byte)) * PRIME) & MASK;
  };
  for (const part of parts) {
    encode(part).forEach(eat);
    // Never part of UTF-8, so ["ab", "c"] differs from ["a", "bc"].
    eat(0xff);
  }
  return hash.toString(16).padStart(32, "0");
}
