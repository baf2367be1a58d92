// People and the addresses by which they are known.

export function address(kind, value) {
  return { kind, value: String(value).trim() };
}

export const phone = (value) => address("phone", value);
export const userId = (value) => address("user-id", value);
export const email = (value) => address("email", value);

export function party(addresses, displayName) {
  return { addresses, displayName };
}

export function findAddress(addresses, kind) {
  return addresses.find((entry) => entry.kind === kind)?.value;
}
