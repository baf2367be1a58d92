import type { Id } from "../api/types";

/** Until when a customer counts as typing, by conversation. */
export type Typing = ReadonlyMap<Id, number>;

/** Providers tell that typing began, seldom that it ended. */
const LASTS = 8_000;

export function typingSeen(typing: Typing, conversation: Id, at: number): Typing {
  return new Map(typing).set(conversation, at + LASTS);
}

export function typingOver(typing: Typing, conversation: Id): Typing {
  if (!typing.has(conversation)) return typing;
  const next = new Map(typing);
  next.delete(conversation);
  return next;
}

export function isTyping(typing: Typing, conversation: Id, now: number): boolean {
  return (typing.get(conversation) ?? 0) > now;
}
