import type { Id, Message, Page } from "../api/types";
import { fold, type Change, type Entities } from "./versioned";

export interface Thread {
  readonly conversation: Id;
  readonly entities: Entities<Message>;
  /** Oldest first. */
  readonly messages: readonly Message[];
  /** Everything from this message on is known; null: from the beginning. */
  readonly floor: Id | null;
  readonly phase: "loading" | "ready" | "failed";
  /** Older messages are on their way. */
  readonly growing: boolean;
}

export type Threads = ReadonlyMap<Id, Thread>;

/** Threads kept at hand, so that going back to one is instant. */
const KEPT = 12;
/** A thread that has grown beyond this is cut when one is back at its end. */
const LONG = 400;
const SHORT = 120;

export function threadOpened(threads: Threads, conversation: Id): Threads {
  const next = new Map(threads);
  const known = next.get(conversation) ?? empty(conversation);
  next.delete(conversation);
  next.set(conversation, known);
  for (const id of next.keys()) {
    if (next.size <= KEPT) break;
    next.delete(id);
  }
  return next;
}

function empty(conversation: Id): Thread {
  return { conversation, entities: new Map(), messages: [], floor: null, phase: "loading", growing: false };
}

export function threadFailed(threads: Threads, conversation: Id): Threads {
  return update(threads, conversation, (thread) => ({
    ...thread,
    growing: false,
    phase: thread.messages.length > 0 ? thread.phase : "failed",
  }));
}

export function threadGrowing(threads: Threads, conversation: Id): Threads {
  return update(threads, conversation, (thread) => ({ ...thread, growing: true }));
}

export interface LoadedMessages {
  readonly conversation: Id;
  readonly page: Page<Message>;
  readonly asOf: number;
  /** The newest page; otherwise it continues below the floor. */
  readonly first: boolean;
}

export function threadLoaded(threads: Threads, { conversation, page, asOf, first }: LoadedMessages): Threads {
  return update(threads, conversation, (thread) => {
    // A newest page on top of a thread left alone for a while may leave a gap: start over.
    const base = first ? onlyNewerThan(thread.entities, asOf) : thread.entities;
    const changes = page.items.map((view) => ({ id: view.id, seq: asOf, view }));
    const lowest = page.items.reduce<Id | null>((low, view) => (low === null || view.id < low ? view.id : low), null);
    const floor = page.next === null ? null : (lowest ?? thread.floor);
    return arranged({ ...thread, entities: fold(base, changes), floor, phase: "ready", growing: false });
  });
}

function onlyNewerThan(entities: Entities<Message>, seq: number): Entities<Message> {
  return new Map([...entities].filter(([, known]) => known.seq > seq));
}

/** A message that is gone still says where it was. */
export interface MessageChange extends Change<Message> {
  readonly conversation: Id;
}

export function applyMessages(threads: Threads, changes: readonly MessageChange[]): Threads {
  const groups = new Map<Id, Change<Message>[]>();
  for (const change of changes) {
    const { conversation } = change;
    if (!threads.has(conversation)) continue;
    groups.set(conversation, [...(groups.get(conversation) ?? []), change]);
  }
  let next = threads;
  for (const [conversation, group] of groups) {
    next = update(next, conversation, (thread) => {
      const entities = fold(thread.entities, group);
      return entities === thread.entities ? thread : arranged({ ...thread, entities });
    });
  }
  return next;
}

/** Lets go of what lies far above, so that a day of work does not fill the browser. */
export function threadTrimmed(threads: Threads, conversation: Id): Threads {
  return update(threads, conversation, (thread) => {
    if (thread.messages.length <= LONG || thread.growing) return thread;
    const kept = thread.messages.slice(-SHORT);
    const floor = kept[0]?.id ?? thread.floor;
    const entities = new Map([...thread.entities].filter(([id]) => floor === null || Number(id) >= floor));
    return arranged({ ...thread, entities, floor });
  });
}

function arranged(thread: Thread): Thread {
  const messages: Message[] = [];
  for (const { view } of thread.entities.values()) {
    if (view && (thread.floor === null || view.id >= thread.floor)) messages.push(view);
  }
  messages.sort((a, b) => a.id - b.id);
  return { ...thread, messages };
}

function update(threads: Threads, conversation: Id, change: (thread: Thread) => Thread): Threads {
  const known = threads.get(conversation);
  if (!known) return threads;
  const next = change(known);
  return next === known ? threads : new Map(threads).set(conversation, next);
}
