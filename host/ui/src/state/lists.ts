import type { Conversation, Id, Page } from "../api/types";
import { fold, type Change, type Entities, type Key } from "./versioned";

export const LIST_NAMES = ["attentive", "answered", "mine", "unassigned", "all", "closed"] as const;
export type ListName = (typeof LIST_NAMES)[number];

export interface ListQuery {
  readonly list: ListName;
  readonly channel: string | null;
  readonly search: string;
}

/** A place in the order of the inbox: newest first, ties by id. */
interface Place {
  readonly activity: string;
  readonly id: Id;
}

export interface ListState {
  readonly query: ListQuery;
  readonly ids: readonly Id[];
  /** Everything from here upwards is known; null: the whole list is. */
  readonly floor: Place | null;
  readonly next: string | null;
  readonly phase: "loading" | "ready" | "failed";
}

export interface Conversations {
  readonly entities: Entities<Conversation>;
  readonly lists: ReadonlyMap<string, ListState>;
  /** Whose "mine" it is. */
  readonly me: Id;
}

export interface LoadedPage {
  readonly query: ListQuery;
  readonly page: Page<Conversation>;
  /** How much of the feed had come in when the page was asked for. */
  readonly asOf: number;
  readonly first: boolean;
}

export function noConversations(me: Id): Conversations {
  return { entities: new Map(), lists: new Map(), me };
}

export function listKey(query: ListQuery): string {
  return `${query.list}/${query.channel ?? ""}/${query.search.trim()}`;
}

/** Newest first. */
export function compare(a: Place, b: Place): number {
  if (a.activity !== b.activity) return a.activity < b.activity ? 1 : -1;
  return b.id - a.id;
}

/** Whether a conversation stands in a list. Searches are answered by the server alone. */
export function belongs(view: Conversation, query: ListQuery, me: Id): boolean {
  if (query.channel !== null && view.channel.id !== query.channel) return false;
  const open = view.status !== "closed";
  switch (query.list) {
    case "all":
      return true;
    case "attentive":
    case "answered":
    case "closed":
      return view.status === query.list;
    case "mine":
      return view.assignee?.id === me;
    case "unassigned":
      return open && view.assignee === null;
  }
}

export function listLoading(state: Conversations, query: ListQuery): Conversations {
  const known = state.lists.get(listKey(query));
  const next: ListState = known
    ? { ...known, phase: "loading" }
    : { query, ids: [], floor: null, next: null, phase: "loading" };
  return withList(state, next);
}

export function listFailed(state: Conversations, query: ListQuery): Conversations {
  const known = state.lists.get(listKey(query));
  return known ? withList(state, { ...known, phase: "failed" }) : state;
}

export function listLoaded(state: Conversations, { query, page, asOf, first }: LoadedPage): Conversations {
  const folded = applyConversations(
    state,
    page.items.map((view) => ({ id: view.id, seq: asOf, view })),
  );
  const known = state.lists.get(listKey(query));
  const before = first || !known ? [] : known.ids;
  const last = page.items.at(-1);
  const floor = page.next === null ? null : last ? place(last) : (known?.floor ?? null);
  const list: ListState = { query, ids: [], floor, next: page.next, phase: "ready" };
  const ids = isSearch(query)
    ? unique([...before, ...page.items.map((view) => view.id)])
    : sorted(folded, candidates(folded, list, before, page.items, asOf));
  return withList(folded, { ...list, ids });
}

/** Rows of the page, rows already there, and what the feed told while the page was under way. */
function candidates(
  state: Conversations,
  list: ListState,
  before: readonly Id[],
  items: readonly Conversation[],
  asOf: number,
): Key[] {
  const ids = new Set<Key>(before);
  for (const item of items) ids.add(item.id);
  for (const [id, known] of state.entities) if (known.seq > asOf) ids.add(id);
  return [...ids].filter((id) => isInside(state, list, id));
}

function isInside(state: Conversations, list: ListState, id: Key): boolean {
  const view = state.entities.get(id)?.view;
  if (!view || !belongs(view, list.query, state.me)) return false;
  return list.floor === null || compare(place(view), list.floor) <= 0;
}

function sorted(state: Conversations, ids: Key[]): Id[] {
  return ids
    .map((id) => state.entities.get(id)?.view)
    .filter((view) => view != null)
    .sort((a, b) => compare(place(a), place(b)))
    .map((view) => view.id);
}

export function applyConversations(state: Conversations, changes: readonly Change<Conversation>[]): Conversations {
  const entities = fold(state.entities, changes);
  if (entities === state.entities) return state;
  const touched = new Set(changes.map((change) => Number(change.id)));
  const next = { ...state, entities };
  const lists = new Map<string, ListState>();
  for (const [key, list] of state.lists) lists.set(key, replaced(next, list, touched));
  return { ...next, lists };
}

/** The list with `touched` conversations taken out and put back where they now belong. */
function replaced(state: Conversations, list: ListState, touched: ReadonlySet<Id>): ListState {
  if (isSearch(list.query)) {
    const left = list.ids.filter((id) => state.entities.get(id)?.view);
    return left.length === list.ids.length ? list : { ...list, ids: left };
  }
  const ids = list.ids.filter((id) => !touched.has(id));
  // Before its first page has come a list knows nothing, so nothing can be placed in it.
  if (list.phase === "loading" && list.ids.length === 0) return list;
  for (const id of touched) {
    if (isInside(state, list, id)) ids.splice(position(state, ids, id), 0, id);
  }
  return { ...list, ids };
}

/** Binary search: where `id` stands among `ids`. */
function position(state: Conversations, ids: readonly Id[], id: Id): number {
  const own = state.entities.get(id)?.view;
  if (!own) return ids.length;
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = state.entities.get(ids[middle] ?? 0)?.view;
    if (other && compare(place(other), place(own)) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isSearch(query: ListQuery): boolean {
  return query.search.trim() !== "";
}

function place(view: Conversation): Place {
  return { activity: view.activity, id: view.id };
}

function unique(ids: Id[]): Id[] {
  return [...new Set(ids)];
}

function withList(state: Conversations, list: ListState): Conversations {
  return { ...state, lists: new Map(state.lists).set(listKey(list.query), list) };
}

export interface OpenCount {
  readonly count: number;
  /** There are more than were counted. */
  readonly more: boolean;
}

/** Open dialogs: customers who wait for us (S2.1). */
export function openCount(state: Conversations): OpenCount {
  const list = state.lists.get(listKey({ list: "attentive", channel: null, search: "" }));
  return { count: list?.ids.length ?? 0, more: list?.next != null };
}
