// Made of wit/ by `python -m vocabulary` in sdk/. Change wit/, not this file.

import type { Address, BlobRef, RemoteMedia, WebhookReply } from "./types.js";

export interface Customer {
  /** The key in the business system. 1 to 128 bytes, as every key here. */
  externalId: string;
  /** At most 255 bytes. */
  name: string;
  /**
   * Phones as the business system has them (any spelling; the host reads
   * them with the workspace's country), e-mail addresses. At most 16.
   */
  addresses: Address[];
  /** BCP 47, when known. 1 to 35 bytes. */
  language?: string | undefined;
  /** At most 16 KiB. */
  note?: string | undefined;
}

export interface Money {
  /** In the currency's smallest unit. */
  minor: number;
  /** ISO 4217. */
  currency: string;
}

export type DocumentSource =
  /** Stored already, by this call. */
  | { tag: "blob"; val: BlobRef }
  /** To be fetched by `documents.fetch`. */
  | { tag: "remote"; val: RemoteMedia };

export interface Document {
  /** "quote", "invoice", "boleto", … as the module names it. 1 to 64 bytes. */
  kind: string;
  /** 1 to 255 bytes. */
  filename: string;
  source: DocumentSource;
}

export interface Card {
  /**
   * "repair-order", "quote", "invoice", "appointment", "opportunity", …
   * 1 to 64 bytes.
   */
  module: string;
  externalId: string;
  /** As people say it: "1042". At most 255 bytes. */
  number: string;
  /** At most 1 KiB. */
  title: string;
  /** Stable word for rules: "ready". At most 255 bytes. */
  status: string;
  /** As people read it: "Ready for pick-up". At most 255 bytes. */
  statusLabel: string;
  /** False when left out. */
  open?: boolean;
  /** The customer's key. */
  customer: string;
  total?: Money | undefined;
  dueMs?: number | undefined;
  /** At most 2 KiB. */
  link?: string | undefined;
  /** At most 20. */
  documents: Document[];
  /**
   * Merge fields of this card, name (1 to 255 bytes) and text (at most
   * 16 KiB). At most 100.
   */
  fields: [string, string][];
}

export type CardChange =
  | "created"
  | "status-changed"
  | "updated";

export interface CardEvent {
  card: Card;
  change: CardChange;
}

export type EventBody =
  | { tag: "customer-changed"; val: Customer }
  /** The customer's key. */
  | { tag: "customer-deleted"; val: string }
  | { tag: "card-changed"; val: CardEvent }
  /** Module and key. */
  | { tag: "card-deleted"; val: [string, string] };

export interface Event {
  /** The same in every delivery of this fact. 1 to 255 bytes. */
  dedupeKey: string;
  /**
   * Grows with each change of the same record; an older version that comes
   * late changes nothing.
   */
  version: number;
  atMs: number;
  body: EventBody;
}

/** One card by its names in the business system. */
export interface CardRef {
  /** As in `card.module`. */
  module: string;
  /** As in `card.external-id`. */
  externalId: string;
}

export interface ModuleInfo {
  /** As in `card.module`. */
  id: string;
  /** English; the pages translate well-known ids. 1 to 255 bytes. */
  name: string;
  /**
   * Statuses in their usual order: word (1 to 255 bytes) and label (at most
   * 255). At most 100.
   */
  statuses: [string, string][];
  /** Names of merge fields besides the common ones. At most 100. */
  fields: string[];
}

export interface Descriptor {
  /** The name of the business system. 1 to 64 bytes. */
  system: string;
  /** At most 64. */
  modules: ModuleInfo[];
}

export interface Outcome {
  reply: WebhookReply;
  /** At most 2,000, each at most 256 KiB. */
  events: Event[];
}

export interface SyncPage {
  /** At most 2,000, each at most 256 KiB. */
  events: Event[];
  /**
   * Kept together with the events and handed to the next call. At most
   * 4 KiB. None keeps the cursor as it is.
   */
  nextCursor?: Uint8Array | undefined;
  /**
   * Ask again at once.
   * False when left out.
   */
  more?: boolean;
  /** The pause before the next call: 5 seconds by itself, at most an hour. */
  nextAfterMs?: number | undefined;
}

export interface Match {
  customer: Customer;
  /** Their open cards, the latest change first. At most 20. */
  cards: Card[];
}

export type ActionInputKind =
  | "text"
  | "number"
  | "date"
  | "date-time"
  | "choice";

export interface ActionInput {
  /** 1 to 64 bytes. */
  name: string;
  /** 1 to 255 bytes. */
  label: string;
  kind: ActionInputKind;
  /** False when left out. */
  required?: boolean;
  /** For `choice`: word and label, at most 100. */
  choices: [string, string][];
}

export interface Action {
  /** Stable word. 1 to 64 bytes. */
  id: string;
  /** What the button says. 1 to 255 bytes. */
  label: string;
  /** At most 20. */
  inputs: ActionInput[];
  /** A question to be answered with yes first. At most 1 KiB. */
  confirm?: string | undefined;
}

export interface ActionDone {
  /** One line for the person who asked. At most 1 KiB. */
  message: string;
  /** What changed by it. At most 2,000, each at most 256 KiB. */
  events: Event[];
}
