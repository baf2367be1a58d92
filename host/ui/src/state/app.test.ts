import { describe, expect, it } from "vitest";
import type { Session } from "../api/types";
import { reduce, START, type AppEvent } from "./app";
import { conversation, message } from "./fixtures";
import { listKey } from "./lists";

const session: Session = { workspace: "demo", workspace_name: "Demo", locale: "en", user: 1, name: "Ines", role: "agent", permissions: [], csrf: "x" };
const query = { list: "all" as const, channel: null, search: "" };

function play(...events: AppEvent[]) {
  return events.reduce(reduce, START);
}

describe("the desk", () => {
  it("keeps what was typed when the session ends, for the same person alone", () => {
    const typed = play({ kind: "signed-in", session }, { kind: "draft", conversation: 4, change: { text: "Dear" } }, { kind: "expired" });
    expect(typed.expired).toBe(true);
    expect(reduce(typed, { kind: "signed-in", session }).drafts.get(4)?.text).toBe("Dear");
    expect(reduce(typed, { kind: "signed-in", session: { ...session, user: 2 } }).drafts.size).toBe(0);
    expect(reduce(typed, { kind: "signed-out" })).toEqual(START);
  });

  it("a reset lets go of what was loaded, not of what was written", () => {
    const page = { items: [conversation({ id: 1 })], next: null };
    const before = play(
      { kind: "signed-in", session },
      { kind: "list-loaded", page: { query, page, asOf: 0, first: true } },
      { kind: "draft", conversation: 1, change: { text: "Hi" } },
      { kind: "outgoing", event: { kind: "written", item: { key: "k", conversation: 1, content: { kind: "text", body: "x" }, reply_to: null, at: 0, after: 0 } } },
    );
    const after = reduce(before, { kind: "reset", seq: 9 });
    expect(after.conversations.lists.size).toBe(0);
    expect(after.drafts).toBe(before.drafts);
    expect(after.outgoing).toBe(before.outgoing);
    expect(after.epoch).toBe(1);
    expect(after.conversations.me).toBe(1);
  });

  it("s0_4 never offers texts filled for one customer to another", () => {
    const late = play(
      { kind: "canned-loading", conversation: 1 },
      { kind: "canned-loading", conversation: 2 },
      { kind: "canned-loaded", conversation: 1, items: [{ shortcut: "hello", title: "Greeting", body: "Hello Ana", missing: null }] },
      { kind: "canned-failed", conversation: 1 },
    );
    expect(late.canned).toEqual({ conversation: 2, items: [], phase: "loading" });
    expect(reduce(late, { kind: "canned-failed", conversation: 2 }).canned.phase).toBe("failed");
  });

  it("takes a burst of the feed in at once", () => {
    const app = play(
      { kind: "signed-in", session },
      { kind: "list-loaded", page: { query, page: { items: [], next: null }, asOf: 0, first: true } },
      { kind: "thread-opened", conversation: 1 },
      { kind: "thread-loaded", page: { conversation: 1, page: { items: [], next: null }, asOf: 0, first: true } },
      { kind: "typing", conversation: 1, at: 100 },
      {
        kind: "feed",
        seq: 2,
        changes: [
          { of: "message", change: { id: 5, conversation: 1, seq: 1, view: message({ id: 5 }) } },
          { of: "conversation", change: { id: 1, seq: 2, view: conversation({ id: 1, unread: 1 }) } },
        ],
      },
    );
    expect(app.seq).toBe(2);
    expect(app.threads.get(1)?.messages).toHaveLength(1);
    expect(app.conversations.lists.get(listKey(query))?.ids).toEqual([1]);
    expect(app.typing.size).toBe(0);
  });

  it("the queue is what the server lists plus what came since", () => {
    const row = (id: number) => ({ id }) as never;
    const app = play(
      { kind: "queue-loaded", asOf: 0, items: [row(1), row(2)] },
      { kind: "feed", seq: 1, changes: [{ of: "outbox", change: { id: 3, seq: 1, view: row(3) } }, { of: "outbox", change: { id: 1, seq: 2, view: null } }] },
    );
    expect([...app.queue].filter(([, known]) => known.view).map(([id]) => id)).toEqual([2, 3]);
    const again = reduce(app, { kind: "queue-loaded", asOf: 2, items: [row(3)] });
    expect([...again.queue].filter(([, known]) => known.view).map(([id]) => id)).toEqual([3]);
  });

  it("changed templates are read again", () => {
    const app = play({ kind: "templates-loaded", channel: "desk", items: [] });
    expect(reduce(app, { kind: "templates-stale", channel: "desk" }).templates.has("desk")).toBe(false);
  });
});
