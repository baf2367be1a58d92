import type { Contact } from "../api/types";

export type Address = Contact["addresses"][number];

/** One phone number and the other ways in which it came to be written. */
export interface Phone {
  readonly address: Address;
  /** E.g. a Brazilian mobile number without its ninth digit; never the number itself. */
  readonly variants: readonly string[];
}

/** Numbers that are one number stand on one line, in the order in which they came. */
export function phones(addresses: readonly Address[]): Phone[] {
  const groups = new Map<string, Address[]>();
  for (const address of addresses) {
    if (address.kind !== "phone") continue;
    const key = canonical(address.value);
    groups.set(key, [...(groups.get(key) ?? []), address]);
  }
  return [...groups].map(([key, group]) => together(key, group));
}

function together(key: string, group: readonly Address[]): Phone {
  const chosen = group.find((address) => address.value === key) ?? longest(group);
  const variants = new Set(group.map((address) => address.value));
  variants.delete(chosen.value);
  // Whoever is reached under one spelling is reached.
  const unreachable = group.every((address) => address.unreachable !== null) ? chosen.unreachable : null;
  return { address: { ...chosen, unreachable }, variants: [...variants] };
}

function longest(group: readonly Address[]): Address {
  return group.reduce((best, address) => (digits(address.value).length > digits(best.value).length ? address : best));
}

/** Equal for two spellings of one number, by the rules of the host's `domain::phone`. */
function canonical(value: string): string {
  const plain = digits(value).replace(/^00/, "");
  // 55 + area code + 8 digits; 2 to 5 begin landlines.
  if (/^55\d{2}[6-9]\d{7}$/.test(plain)) return `+${plain.slice(0, 4)}9${plain.slice(4)}`;
  if (/^521\d{10}$/.test(plain)) return `+52${plain.slice(3)}`;
  if (/^549\d{10}$/.test(plain)) return `+54${plain.slice(3)}`;
  return `+${plain}`;
}

function digits(value: string): string {
  return value.replace(/\D/g, "");
}
