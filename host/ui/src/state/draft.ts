import type { Id, NewContent as Any } from "../api/types";

/** What the composer writes; the API takes more. */
export type NewContent = Extract<Any, { kind: "text" | "note" | "template" | "media" }>;

/** What a person has begun to write in one conversation. Survives going elsewhere and signing in again. */
export interface Draft {
  readonly text: string;
  readonly note: boolean;
  readonly reply_to: Id | null;
}

export const EMPTY_DRAFT: Draft = { text: "", note: false, reply_to: null };

export type Drafts = ReadonlyMap<Id, Draft>;

export function draftChanged(drafts: Drafts, conversation: Id, change: Partial<Draft>): Drafts {
  const next = { ...(drafts.get(conversation) ?? EMPTY_DRAFT), ...change };
  const copy = new Map(drafts);
  if (next.text === "" && !next.note && next.reply_to === null) copy.delete(conversation);
  else copy.set(conversation, next);
  return copy;
}
