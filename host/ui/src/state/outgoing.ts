import type { Id, Message, Problem } from "../api/types";
import type { NewContent } from "./draft";

/** A message on its way from this browser to the server. */
export interface Outgoing {
  /** The Idempotency-Key: however often it is posted, it is sent once. */
  readonly key: string;
  readonly conversation: Id;
  readonly content: NewContent;
  readonly reply_to: Id | null;
  readonly at: number;
  /** The newest message that was known when it was written. */
  readonly after: Id;
  readonly phase:
    | { readonly kind: "waiting" }
    | { readonly kind: "posting" }
    | { readonly kind: "refused"; readonly problem: Problem };
}

export type OutgoingEvent =
  | { kind: "written"; item: Omit<Outgoing, "phase"> }
  | { kind: "posting"; key: string }
  /** No answer came: it may have arrived or not, and is posted again under the same key. */
  | { kind: "unanswered"; key: string }
  | { kind: "accepted"; key: string }
  | { kind: "refused"; key: string; problem: Problem }
  | { kind: "again"; key: string }
  | { kind: "dropped"; key: string };

export function outgoing(items: readonly Outgoing[], event: OutgoingEvent): readonly Outgoing[] {
  switch (event.kind) {
    case "written":
      if (items.some((item) => item.key === event.item.key)) return items;
      return [...items, { ...event.item, phase: { kind: "waiting" } }];
    case "posting":
      return phase(items, event.key, "waiting", { kind: "posting" });
    case "unanswered":
      return phase(items, event.key, "posting", { kind: "waiting" });
    case "refused":
      return phase(items, event.key, "posting", { kind: "refused", problem: event.problem });
    case "again":
      return phase(items, event.key, "refused", { kind: "waiting" });
    case "accepted":
    case "dropped":
      return items.filter((item) => item.key !== event.key);
  }
}

function phase(
  items: readonly Outgoing[],
  key: string,
  from: Outgoing["phase"]["kind"],
  to: Outgoing["phase"],
): readonly Outgoing[] {
  return items.map((item) => (item.key === key && item.phase.kind === from ? { ...item, phase: to } : item));
}

/** What to post now: one at a time in each conversation, so that their order holds. */
export function postable(items: readonly Outgoing[]): Outgoing[] {
  const seen = new Set<Id>();
  const out: Outgoing[] = [];
  for (const item of items) {
    if (item.phase.kind === "refused" || seen.has(item.conversation)) continue;
    seen.add(item.conversation);
    if (item.phase.kind === "waiting") out.push(item);
  }
  return out;
}

/**
 * What the thread shows below its messages. The feed can tell of our message
 * before the answer to our request comes; it must not stand there twice.
 */
export function visible(items: readonly Outgoing[], messages: readonly Message[], me: Id): Outgoing[] {
  const taken = new Set<Id>();
  return items.filter((item) => {
    if (item.phase.kind !== "posting") return true;
    const twin = messages.find((m) => m.id > item.after && !taken.has(m.id) && isMine(m, me) && sameContent(item.content, m));
    if (twin) taken.add(twin.id);
    return twin === undefined;
  });
}

function isMine(message: Message, me: Id): boolean {
  return message.author.kind === "user" && message.author.id === me;
}

function sameContent(content: NewContent, message: Message): boolean {
  const there = message.content;
  switch (content.kind) {
    case "text":
    case "note":
      return there.kind === content.kind && there.body === content.body;
    case "template":
      return there.kind === "template" && there.name === content.name;
    case "media":
      return there.kind === "media" && there.filename === content.filename;
  }
}
