import { Client } from "../api/client";
import { Endpoints } from "../api/endpoints";
import { ApiError, NoAnswer } from "../api/problem";
import type { ChannelId, Conversation, Id, Permission, Session, User } from "../api/types";
import { reduce, START, type App, type AppEvent } from "../state/app";
import type { NewContent } from "../state/draft";
import { listKey, type ListQuery } from "../state/lists";
import { clock } from "./clock.svelte";
import { freshKey } from "./key";
import { Feed } from "./feed";
import { Postman } from "./postman";

const LIST_PAGE = 100;
const THREAD_PAGE = 50;

/** One agent's desk: holds the state, carries out what the pages ask for. */
export class Desk {
  app: App = $state.raw(START);
  /** Known once the server said who we are, or that nobody is signed in. */
  started = $state(false);
  /** The feed was asked for: what is loaded from now on is kept up to date by it. */
  listens = $state(false);
  /** A short word on what did not work, until it is dismissed. */
  notice: { code: string; detail: string } | null = $state.raw(null);
  users: readonly User[] = $state.raw([]);

  private readonly client = new Client();
  readonly api = new Endpoints(this.client);
  private readonly postman = new Postman(this.api, {
    items: () => this.app.outgoing,
    event: (event) => this.dispatch({ kind: "outgoing", event }),
    position: () => this.app.seq,
    delivered: (view, asOf) =>
      this.dispatch({
        kind: "feed",
        seq: asOf,
        changes: [{ of: "message", change: { id: view.id, conversation: view.conversation, seq: asOf, view } }],
      }),
  });
  private readonly feed = new Feed(this.client, {
    connected: (resumed) => this.connected(resumed),
    lost: () => this.lost(),
    changes: (seq, changes) => this.dispatch({ kind: "feed", seq, changes }),
    typing: (conversation) => this.dispatch({ kind: "typing", conversation, at: clock.second }),
    templates: (channel) => this.dispatch({ kind: "templates-stale", channel }),
    settings: (name) => this.dispatch({ kind: "renamed", name }),
    reset: (seq) => this.dispatch({ kind: "reset", seq }),
  });
  private listening: AbortController | null = null;

  dispatch = (event: AppEvent): void => {
    this.app = reduce(this.app, event);
  };

  async start(): Promise<void> {
    this.client.onUnauthorized = () => this.expire();
    this.client.onStaleToken = () => this.renewToken();
    clock.start(() => this.client.clockOffset);
    window.addEventListener("online", () => {
      this.feed.hurry();
      this.postman.go();
    });
    try {
      this.enter(await this.api.session());
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) this.tell(error);
    }
    this.started = true;
  }

  async signIn(login: string, password: string, workspace: string | null): Promise<void> {
    this.enter(await this.api.signIn(login, password, workspace));
  }

  async signOut(): Promise<void> {
    try {
      await this.api.signOut();
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) {
        this.tell(error);
        return;
      }
    }
    this.listening?.abort();
    this.listens = false;
    this.client.csrf = null;
    this.dispatch({ kind: "signed-out" });
  }

  private enter(session: Session): void {
    this.client.csrf = session.csrf;
    this.dispatch({ kind: "signed-in", session });
    this.listening?.abort();
    this.listening = new AbortController();
    if (!this.may("read-conversations")) {
      this.listens = true;
      return;
    }
    void this.feed.run(this.listening.signal);
    void this.attempt(async () => (this.users = (await this.api.users()).items));
    this.postman.go();
  }

  /** Nothing of one person is sent in the name of another who signed in meanwhile. */
  private async renewToken(): Promise<boolean> {
    const session = await this.api.session();
    if (session.user !== this.app.session?.user) {
      this.enter(session);
      return false;
    }
    this.client.csrf = session.csrf;
    return true;
  }

  private expire(): void {
    this.listening?.abort();
    this.dispatch({ kind: "expired" });
  }

  private connected(resumed: boolean): void {
    const interrupted = this.app.connection.attempts > 0;
    this.dispatch({ kind: "connection", event: { kind: "connected" } });
    // A stream that cannot continue the last one may have missed something.
    if (interrupted && !resumed) this.dispatch({ kind: "reset", seq: this.app.seq });
    this.listens = true;
    this.postman.go();
  }

  private lost(): number {
    this.dispatch({ kind: "connection", event: { kind: "lost", at: Date.now() } });
    this.listens = true;
    return this.app.connection.attempts;
  }

  /** Loads a list from its beginning, or its next page. */
  async loadList(query: ListQuery, first: boolean): Promise<void> {
    const known = this.app.conversations.lists.get(listKey(query));
    if (known?.phase === "loading" || (!first && known?.next == null)) return;
    const cursor = first ? null : (known?.next ?? null);
    const asOf = this.app.seq;
    const { epoch } = this.app;
    this.dispatch({ kind: "list-loading", query });
    try {
      const page = await this.api.conversations(query, cursor, LIST_PAGE);
      if (epoch === this.app.epoch) this.dispatch({ kind: "list-loaded", page: { query, page, asOf, first } });
    } catch (error) {
      this.dispatch({ kind: "list-failed", query });
      this.tell(error);
    }
  }

  /** Texts filled for one customer must never be offered for another. */
  async loadCanned(conversation: Id): Promise<void> {
    this.dispatch({ kind: "canned-loading", conversation });
    try {
      const { items } = await this.api.canned(conversation);
      this.dispatch({ kind: "canned-loaded", conversation, items });
    } catch {
      // Said where they would have been offered.
      this.dispatch({ kind: "canned-failed", conversation });
    }
  }

  /** Shows a conversation; what is already here is not loaded again. */
  async openThread(id: Id): Promise<void> {
    this.dispatch({ kind: "thread-opened", conversation: id });
    this.dispatch({ kind: "thread-trimmed", conversation: id });
    if (this.app.threads.get(id)?.phase === "ready") return;
    const asOf = this.app.seq;
    try {
      const [page, view] = await Promise.all([
        this.api.messages(id, null, THREAD_PAGE),
        this.conversation(id) ?? this.api.conversation(id),
      ]);
      this.dispatch({ kind: "conversations", asOf, items: [view] });
      this.dispatch({ kind: "thread-loaded", page: { conversation: id, page, asOf, first: true } });
    } catch (error) {
      this.dispatch({ kind: "thread-failed", conversation: id });
      this.tell(error);
    }
  }

  async loadOlder(id: Id): Promise<void> {
    const thread = this.app.threads.get(id);
    if (!thread || thread.growing || thread.floor === null) return;
    const asOf = this.app.seq;
    this.dispatch({ kind: "thread-growing", conversation: id });
    try {
      const page = await this.api.messages(id, thread.floor, THREAD_PAGE);
      this.dispatch({ kind: "thread-loaded", page: { conversation: id, page, asOf, first: false } });
    } catch (error) {
      this.dispatch({ kind: "thread-failed", conversation: id });
      this.tell(error);
    }
  }

  trimThread(id: Id): void {
    this.dispatch({ kind: "thread-trimmed", conversation: id });
  }

  loadContact(id: Id): Promise<boolean> {
    const asOf = this.app.seq;
    return this.attempt(async () =>
      this.dispatch({ kind: "contact-loaded", asOf, contact: await this.api.contact(id) }),
    );
  }

  loadTemplates(channel: ChannelId): Promise<boolean> {
    return this.attempt(async () =>
      this.dispatch({ kind: "templates-loaded", channel, items: (await this.api.templates(channel)).items }),
    );
  }

  loadQueue(): Promise<boolean> {
    const asOf = this.app.seq;
    return this.attempt(async () =>
      this.dispatch({ kind: "queue-loaded", asOf, items: (await this.api.queue(null, null)).items }),
    );
  }

  loadChannels(): Promise<boolean> {
    const asOf = this.app.seq;
    return this.attempt(async () =>
      this.dispatch({ kind: "channels-loaded", asOf, items: (await this.api.channels()).items }),
    );
  }

  /** Takes a message to be sent; it shows at once and leaves when it can. */
  send(conversation: Id, content: NewContent, replyTo: Id | null): void {
    const after = this.app.threads.get(conversation)?.messages.at(-1)?.id ?? 0;
    const item = { key: freshKey(), conversation, content, reply_to: replyTo, at: clock.second, after };
    this.dispatch({ kind: "outgoing", event: { kind: "written", item } });
    this.postman.go();
  }

  postAgain(key: string): void {
    this.dispatch({ kind: "outgoing", event: { kind: "again", key } });
    this.postman.go();
  }

  async markRead(id: Id): Promise<void> {
    // Best effort: the next look marks it again.
    await this.api.markRead(id).catch(() => null);
  }

  async typing(id: Id): Promise<void> {
    await this.api.typing(id).catch(() => null);
  }

  /** Does something whose effect the feed will tell; says so when it did not work. */
  async attempt(action: () => Promise<unknown>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      this.tell(error);
      return false;
    }
  }

  may(permission: Permission): boolean {
    return this.app.session?.permissions.includes(permission) ?? false;
  }

  conversation(id: Id | null): Conversation | null {
    return id === null ? null : (this.app.conversations.entities.get(id)?.view ?? null);
  }

  private tell(error: unknown): void {
    if (error instanceof ApiError) {
      if (error.status !== 401) this.notice = error.problem;
    } else if (error instanceof NoAnswer) {
      this.notice = { code: "offline", detail: "" };
    } else if (!(error instanceof DOMException && error.name === "AbortError")) {
      this.notice = { code: "page", detail: error instanceof Error ? error.message : String(error) };
    }
  }
}

export const desk = new Desk();
