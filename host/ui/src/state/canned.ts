import type { Canned } from "../api/types";

/** What one searches for when the text begins with "/"; null: no canned message is wanted. */
export function cannedQuery(text: string): string | null {
  return /^\/[^\s/]*$/.test(text) ? text.slice(1) : null;
}

export function findCanned<C extends Pick<Canned, "shortcut" | "title" | "body">>(all: readonly C[], query: string): C[] {
  const wanted = plain(query);
  const score = (c: C) =>
    plain(c.shortcut).startsWith(wanted) ? 0 : plain(c.title).includes(wanted) ? 1 : plain(c.body).includes(wanted) ? 2 : 3;
  return all
    .map((canned) => ({ canned, rank: score(canned) }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank || a.canned.shortcut.localeCompare(b.canned.shortcut))
    .map(({ canned }) => canned);
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
