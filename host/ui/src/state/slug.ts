const LONGEST = 40;

/** A short name for addresses and rules, made from what people call it. */
export function channelIdFor(name: string, plugin: string, taken: readonly string[]): string {
  const wanted = slug(name) || slug(plugin.split(".").at(-1) ?? "") || "channel";
  if (!taken.includes(wanted)) return wanted;
  for (let number = 2; ; number += 1) {
    const next = `${wanted}-${number}`;
    if (!taken.includes(next)) return next;
  }
}

function slug(text: string): string {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "-").slice(0, LONGEST).replace(/^-+|-+$/g, "");
}

export function isChannelId(id: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(id);
}
