import type { Canned, Card, Channel, ChannelId, Contact, Conversation, Id, OutboxRow, Session, Template } from "../api/types";
import { cannedFailed, cannedLoaded, cannedLoading, NO_CANNED, type CannedState } from "./canned";
import { connection, CONNECTING, type Connection, type ConnectionEvent } from "./connection";
import { draftChanged, type Draft, type Drafts } from "./draft";
import * as lists from "./lists";
import { outgoing, type Outgoing, type OutgoingEvent } from "./outgoing";
import * as threads from "./threads";
import { typingOver, typingSeen, type Typing } from "./typing";
import { fold, type Change, type Entities, type Key } from "./versioned";

/** Everything the pages show. Changed by `reduce` alone. */
export interface App {
  readonly session: Session | null;
  /** The session ended while one was at work: sign in again, nothing typed is lost. */
  readonly expired: boolean;
  /** How many arrivals of the feed were taken in: the age of what is known. */
  readonly seq: number;
  readonly connection: Connection;
  readonly conversations: lists.Conversations;
  readonly threads: threads.Threads;
  readonly contacts: Entities<Contact>;
  readonly cards: Entities<Card>;
  readonly queue: Entities<OutboxRow>;
  readonly channels: Entities<Channel>;
  readonly templates: ReadonlyMap<ChannelId, readonly Template[]>;
  readonly canned: CannedState;
  readonly drafts: Drafts;
  readonly outgoing: readonly Outgoing[];
  readonly typing: Typing;
  /** Grows with each reset of the feed: what was loaded before must be loaded again. */
  readonly epoch: number;
}

/** A full state told by the feed. */
export type FeedChange =
  | { readonly of: "conversation"; readonly change: Change<Conversation> }
  | { readonly of: "message"; readonly change: threads.MessageChange }
  | { readonly of: "contact"; readonly change: Change<Contact> }
  | { readonly of: "card"; readonly change: Change<Card> }
  | { readonly of: "outbox"; readonly change: Change<OutboxRow> }
  | { readonly of: "channel"; readonly change: Change<Channel> };

export type AppEvent =
  | { kind: "signed-in"; session: Session }
  | { kind: "signed-out" }
  | { kind: "expired" }
  | { kind: "connection"; event: ConnectionEvent }
  | { kind: "feed"; seq: number; changes: readonly FeedChange[] }
  | { kind: "reset"; seq: number }
  | { kind: "typing"; conversation: Id; at: number }
  | { kind: "list-loading"; query: lists.ListQuery }
  | { kind: "list-failed"; query: lists.ListQuery }
  | { kind: "list-loaded"; page: lists.LoadedPage }
  | { kind: "conversations"; asOf: number; items: readonly Conversation[] }
  | { kind: "thread-opened"; conversation: Id }
  | { kind: "thread-growing"; conversation: Id }
  | { kind: "thread-failed"; conversation: Id }
  | { kind: "thread-loaded"; page: threads.LoadedMessages }
  | { kind: "thread-trimmed"; conversation: Id }
  | { kind: "contact-loaded"; asOf: number; contact: Contact }
  | { kind: "queue-loaded"; asOf: number; items: readonly OutboxRow[] }
  | { kind: "channels-loaded"; asOf: number; items: readonly Channel[] }
  | { kind: "templates-loaded"; channel: ChannelId; items: readonly Template[] }
  | { kind: "templates-stale"; channel: ChannelId }
  | { kind: "renamed"; name: string }
  | { kind: "canned-loading"; conversation: Id }
  | { kind: "canned-failed"; conversation: Id }
  | { kind: "canned-loaded"; conversation: Id; items: readonly Canned[] }
  | { kind: "draft"; conversation: Id; change: Partial<Draft> }
  | { kind: "outgoing"; event: OutgoingEvent };

export const START: App = {
  session: null,
  expired: false,
  seq: 0,
  connection: CONNECTING,
  conversations: lists.noConversations(0),
  threads: new Map(),
  contacts: new Map(),
  cards: new Map(),
  queue: new Map(),
  channels: new Map(),
  templates: new Map(),
  canned: NO_CANNED,
  drafts: new Map(),
  outgoing: [],
  typing: new Map(),
  epoch: 0,
};

export function reduce(app: App, event: AppEvent): App {
  switch (event.kind) {
    case "signed-in":
      return signedIn(app, event.session);
    case "signed-out":
      return START;
    case "expired":
      return app.session ? { ...app, expired: true } : app;
    case "connection":
      return { ...app, connection: connection(app.connection, event.event) };
    case "feed":
      return feed(app, event.seq, event.changes);
    case "reset":
      return reset(app, event.seq);
    case "typing":
      return { ...app, typing: typingSeen(app.typing, event.conversation, event.at) };
    case "draft":
      return { ...app, drafts: draftChanged(app.drafts, event.conversation, event.change) };
    case "outgoing":
      return { ...app, outgoing: outgoing(app.outgoing, event.event) };
    default:
      return loaded(app, event);
  }
}

type Handled = "signed-in" | "signed-out" | "expired" | "connection" | "feed" | "reset" | "typing" | "draft" | "outgoing";
type LoadEvent = Exclude<AppEvent, { kind: Handled }>;

function loaded(app: App, event: LoadEvent): App {
  switch (event.kind) {
    case "list-loading":
      return { ...app, conversations: lists.listLoading(app.conversations, event.query) };
    case "list-failed":
      return { ...app, conversations: lists.listFailed(app.conversations, event.query) };
    case "list-loaded":
      return { ...app, conversations: lists.listLoaded(app.conversations, event.page) };
    case "conversations":
      return { ...app, conversations: lists.applyConversations(app.conversations, asOf(event.items, event.asOf)) };
    case "thread-opened":
      return { ...app, threads: threads.threadOpened(app.threads, event.conversation) };
    case "thread-growing":
      return { ...app, threads: threads.threadGrowing(app.threads, event.conversation) };
    case "thread-failed":
      return { ...app, threads: threads.threadFailed(app.threads, event.conversation) };
    case "thread-loaded":
      return { ...app, threads: threads.threadLoaded(app.threads, event.page) };
    case "thread-trimmed":
      return { ...app, threads: threads.threadTrimmed(app.threads, event.conversation) };
    case "contact-loaded":
      return contactLoaded(app, event.contact, event.asOf);
    case "queue-loaded":
      return { ...app, queue: fold(newerThan(app.queue, event.asOf), asOf(event.items, event.asOf)) };
    case "channels-loaded":
      return { ...app, channels: fold(app.channels, asOf(event.items, event.asOf)) };
    case "templates-loaded":
      return { ...app, templates: new Map(app.templates).set(event.channel, event.items) };
    case "templates-stale": {
      const templates = new Map(app.templates);
      templates.delete(event.channel);
      return { ...app, templates };
    }
    case "renamed":
      return app.session ? { ...app, session: { ...app.session, workspace_name: event.name } } : app;
    case "canned-loaded":
      return { ...app, canned: cannedLoaded(app.canned, event.conversation, event.items) };
    case "canned-loading":
      return { ...app, canned: cannedLoading(event.conversation) };
    case "canned-failed":
      return { ...app, canned: cannedFailed(app.canned, event.conversation) };
  }
}

function signedIn(app: App, session: Session): App {
  // Another person must not find what the first one had open or half written.
  const base = app.session !== null && app.session.user === session.user ? app : START;
  return { ...base, session, expired: false, conversations: { ...base.conversations, me: session.user ?? 0 } };
}

function reset(app: App, seq: number): App {
  return {
    ...app,
    seq,
    conversations: lists.noConversations(app.conversations.me),
    threads: new Map(),
    contacts: new Map(),
    cards: new Map(),
    queue: new Map(),
    channels: new Map(),
    templates: new Map(),
    epoch: app.epoch + 1,
  };
}

function contactLoaded(app: App, contact: Contact, seq: number): App {
  return {
    ...app,
    contacts: fold(app.contacts, [{ id: contact.id, seq, view: contact }]),
    cards: fold(app.cards, asOf(contact.cards, seq)),
    conversations: lists.applyConversations(app.conversations, asOf(contact.conversations, seq)),
  };
}

function asOf<T extends { id: Key }>(items: readonly T[], seq: number): Change<T>[] {
  return items.map((view) => ({ id: view.id, seq, view }));
}

function newerThan<T>(entities: Entities<T>, seq: number): Entities<T> {
  return new Map([...entities].filter(([, known]) => known.seq > seq));
}

function feed(app: App, seq: number, changes: readonly FeedChange[]): App {
  const messages = pick(changes, "message");
  return {
    ...app,
    seq: Math.max(app.seq, seq),
    conversations: lists.applyConversations(app.conversations, pick(changes, "conversation")),
    threads: threads.applyMessages(app.threads, messages),
    contacts: fold(app.contacts, pick(changes, "contact")),
    cards: fold(app.cards, pick(changes, "card")),
    queue: fold(app.queue, pick(changes, "outbox")),
    channels: fold(app.channels, pick(changes, "channel")),
    typing: messages.reduce(
      (typing, { view }) => (view?.inbound ? typingOver(typing, view.conversation) : typing),
      app.typing,
    ),
  };
}

type ChangeOf<K extends FeedChange["of"]> = Extract<FeedChange, { of: K }>["change"];

function pick<K extends FeedChange["of"]>(changes: readonly FeedChange[], of: K): ChangeOf<K>[] {
  return changes.filter((c): c is Extract<FeedChange, { of: K }> => c.of === of).map((c) => c.change) as ChangeOf<K>[];
}
