import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Message } from "../api/types";
import { message } from "./fixtures";
import { applyMessages, threadFailed, threadGrowing, threadLoaded, threadOpened, threadTrimmed, type Threads } from "./threads";

function opened(): Threads {
  return threadOpened(new Map(), 1);
}

function shown(threads: Threads): number[] {
  return (threads.get(1)?.messages ?? []).map((m) => m.id);
}

function apply(threads: Threads, changes: { id: number; seq: number; view: Message | null }[]): Threads {
  return applyMessages(threads, changes.map((change) => ({ ...change, conversation: 1 })));
}

describe("threads", () => {
  it("old state + events = fresh state from the floor on", () => {
    const change = fc.record({ id: fc.integer({ min: 1, max: 20 }), gone: fc.boolean(), body: fc.string({ maxLength: 3 }) });
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 20 })), fc.array(change, { maxLength: 20 }), fc.integer({ min: 0, max: 20 }), (start, changes, when) => {
        const server = new Map(start.map((id) => [id, message({ id })]));
        let threads = opened();
        let seq = 0;
        const play = (list: typeof changes) => {
          for (const { id, gone, body } of list) {
            seq += 1;
            const view = gone ? null : message({ id, content: { kind: "text", body } });
            if (view) server.set(id, view);
            else server.delete(id);
            threads = apply(threads, [{ id, seq, view }]);
          }
        };
        const newest = () => [...server.values()].sort((a, b) => a.id - b.id).slice(-5);
        const load = (items: ReturnType<typeof newest>, next: string | null, asOf: number) => {
          threads = threadLoaded(threads, { conversation: 1, page: { items, next }, asOf, first: true });
        };
        const asked = { items: newest(), next: server.size > 5 ? "x" : null, asOf: seq };
        play(changes.slice(0, when));
        load(asked.items, asked.next, asked.asOf);
        play(changes.slice(when));
        const floor = threads.get(1)?.floor ?? 0;
        const expected = [...server.values()].filter((m) => m.id >= floor).sort((a, b) => a.id - b.id);
        expect(threads.get(1)?.messages).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  it("older pages come in above and end at the beginning", () => {
    let threads = threadLoaded(opened(), { conversation: 1, page: { items: [message({ id: 8 }), message({ id: 9 })], next: "8" }, asOf: 0, first: true });
    threads = threadGrowing(threads, 1);
    expect(threads.get(1)?.growing).toBe(true);
    threads = threadLoaded(threads, { conversation: 1, page: { items: [message({ id: 3 }), message({ id: 5 })], next: null }, asOf: 0, first: false });
    expect(shown(threads)).toEqual([3, 5, 8, 9]);
    expect(threads.get(1)?.floor).toBeNull();
  });

  it("what came by the feed while a page was under way is newer than the page", () => {
    let threads = apply(opened(), [{ id: 2, seq: 4, view: message({ id: 2, status: "read", inbound: false }) }]);
    threads = threadLoaded(threads, { conversation: 1, page: { items: [message({ id: 2, status: "queued", inbound: false })], next: null }, asOf: 3, first: true });
    expect(threads.get(1)?.messages[0]?.status).toBe("read");
  });

  it("messages of conversations that are not open are not kept", () => {
    expect(apply(new Map(), [{ id: 1, seq: 1, view: message({ id: 1 }) }]).size).toBe(0);
  });

  it("only the threads used last are kept", () => {
    let threads: Threads = new Map();
    for (let id = 1; id <= 20; id++) threads = threadOpened(threads, id);
    expect(threads.size).toBe(12);
    expect(threads.has(20)).toBe(true);
    expect(threads.has(1)).toBe(false);
  });

  it("a very long thread is cut at its upper end and can grow again", () => {
    const items = Array.from({ length: 500 }, (_, i) => message({ id: i + 1 }));
    const loaded = threadLoaded(opened(), { conversation: 1, page: { items, next: null }, asOf: 0, first: true });
    const trimmed = threadTrimmed(loaded, 1);
    expect(trimmed.get(1)?.messages.length).toBe(120);
    expect(trimmed.get(1)?.floor).toBe(381);
  });

  it("a failure while growing keeps what is shown", () => {
    const loaded = threadLoaded(opened(), { conversation: 1, page: { items: [message({ id: 1 })], next: "1" }, asOf: 0, first: true });
    expect(threadFailed(threadGrowing(loaded, 1), 1).get(1)).toMatchObject({ phase: "ready", growing: false });
    expect(threadFailed(opened(), 1).get(1)?.phase).toBe("failed");
  });
});
