import type { Canned, Id } from "../api/types";

/** Texts filled for one customer; they must never be offered for another. */
export interface CannedState {
  readonly conversation: Id | null;
  readonly items: readonly Canned[];
  readonly phase: "loading" | "ready" | "failed";
}

export const NO_CANNED: CannedState = { conversation: null, items: [], phase: "loading" };

export function cannedLoading(conversation: Id): CannedState {
  return { conversation, items: [], phase: "loading" };
}

export function cannedLoaded(state: CannedState, conversation: Id, items: readonly Canned[]): CannedState {
  return state.conversation === conversation ? { conversation, items, phase: "ready" } : state;
}

export function cannedFailed(state: CannedState, conversation: Id): CannedState {
  return state.conversation === conversation ? { ...state, phase: "failed" } : state;
}

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
