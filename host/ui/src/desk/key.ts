/** A key that nobody else draws. `randomUUID` exists on https alone, and a shop's own network may have none. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
