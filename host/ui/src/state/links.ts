export interface Piece {
  readonly text: string;
  /** Only http and https: nothing that a stranger writes may run. */
  readonly href: string | null;
}

const ADDRESS = /https?:\/\/[^\s<>"]+/gi;

/** Text with its web addresses set apart. */
export function pieces(text: string): Piece[] {
  const out: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(/[.,;:!?)\]}'»]+$/, "");
    if (match.index > end) out.push({ text: text.slice(end, match.index), href: null });
    out.push({ text: address, href: safe(address) });
    end = match.index + address.length;
  }
  if (end < text.length) out.push({ text: text.slice(end), href: null });
  return out;
}

function safe(address: string): string | null {
  try {
    const url = new URL(address);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}
