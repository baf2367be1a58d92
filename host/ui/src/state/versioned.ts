/** Numbers for almost everything, names for channels. */
export type Key = number | string;

/** What we know of one entity, and how new that knowledge is, counted in arrivals of the feed. */
export interface Versioned<T> {
  readonly seq: number;
  /** Null: it is gone. Kept, so that a late answer cannot bring it back. */
  readonly view: T | null;
}

export interface Change<T> extends Versioned<T> {
  readonly id: Key;
}

export type Entities<T> = ReadonlyMap<Key, Versioned<T>>;

/**
 * Takes in full states. A state is never replaced by an older one, so the order
 * and number of arrivals do not matter. What a request answered counts as old as
 * the feed was when the request began: whatever came by the feed meanwhile wins.
 */
export function fold<T>(entities: Entities<T>, changes: readonly Change<T>[]): Entities<T> {
  const fresh = changes.filter((change) => !isNewer(entities.get(change.id), change.seq));
  if (fresh.length === 0) return entities;
  const next = new Map(entities);
  for (const change of fresh) {
    if (!isNewer(next.get(change.id), change.seq)) next.set(change.id, { seq: change.seq, view: change.view });
  }
  return next;
}

function isNewer(known: Versioned<unknown> | undefined, seq: number): boolean {
  return known !== undefined && known.seq > seq;
}

export function views<T>(entities: Entities<T>): T[] {
  const out: T[] = [];
  for (const { view } of entities.values()) if (view !== null) out.push(view);
  return out;
}
