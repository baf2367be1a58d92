import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Conversation } from "../api/types";
import { conversation } from "./fixtures";
import { applyConversations, belongs, compare, listFailed, listKey, listLoaded, listLoading, LIST_NAMES, noConversations, openCount, type Conversations, type ListName, type ListQuery } from "./lists";

const ME = 1;

/** What a server would answer now. */
function fresh(all: ReadonlyMap<number, Conversation>, query: ListQuery): Conversation[] {
  return [...all.values()].filter((view) => belongs(view, query, ME)).sort(compare);
}

function pageOf(all: Conversation[], after: number, size: number) {
  const items = all.slice(after, after + size);
  return { items, next: after + size < all.length ? String(after + size) : null };
}

const query = (list: ListName): ListQuery => ({ list, channel: null, search: "" });

const anyView = fc.record({
  id: fc.integer({ min: 1, max: 12 }),
  minute: fc.integer({ min: 0, max: 30 }),
  status: fc.constantFrom("attentive", "answered", "closed"),
  assignee: fc.constantFrom(null, ME, 2),
}).map(({ id, minute, status, assignee }) =>
  conversation({ id, status, activity: at(minute), assignee: assignee === null ? null : { id: assignee, name: "" } }),
);

function at(minute: number): string {
  return new Date(Date.UTC(2026, 2, 8, 12, minute)).toISOString();
}

function ids(state: Conversations, list: ListName): readonly number[] {
  return state.lists.get(listKey(query(list)))?.ids ?? [];
}

describe("lists of conversations", () => {
  it("old state + events = fresh state, whichever pages were loaded when", () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("change" as const), view: anyView }),
      fc.record({ do: fc.constant("gone" as const), id: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ do: fc.constant("page" as const), delay: fc.integer({ min: 0, max: 3 }) }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...LIST_NAMES), fc.array(anyView, { maxLength: 12 }), fc.array(step, { maxLength: 25 }), (list, start, steps) => {
        const server = new Map(start.map((view) => [view.id, view]));
        let state = listLoading(noConversations(ME), query(list));
        let seq = 0;
        let late: { due: number; run: () => void }[] = [];
        const ask = (first: boolean, delay: number) => {
          const known = state.lists.get(listKey(query(list)));
          const floor = known?.floor;
          const all = fresh(server, query(list));
          const from = first || !floor ? 0 : all.filter((view) => compare(view, floor) <= 0).length;
          const page = pageOf(all, from, 4);
          const asOf = seq;
          late.push({ due: delay, run: () => (state = listLoaded(state, { query: query(list), page, asOf, first })) });
        };
        const pass = () => {
          late = late.map((job) => ({ ...job, due: job.due - 1 }));
          for (const job of late.filter(({ due }) => due < 0)) job.run();
          late = late.filter(({ due }) => due >= 0);
        };
        ask(true, 0);
        pass();
        for (const move of steps) {
          if (move.do === "page") {
            if (late.length === 0 && state.lists.get(listKey(query(list)))?.next != null) ask(false, move.delay);
          } else {
            seq += 1;
            const id = move.do === "gone" ? move.id : move.view.id;
            if (move.do === "gone") server.delete(id);
            else server.set(id, move.view);
            const change = { id, seq, view: move.do === "gone" ? null : move.view };
            state = applyConversations(state, [change]);
            state = applyConversations(state, [change]);
          }
          pass();
        }
        while (late.length > 0) pass();
        const known = state.lists.get(listKey(query(list)));
        const floor = known?.floor ?? null;
        const expected = fresh(server, query(list)).filter((view) => floor === null || compare(view, floor) <= 0);
        expect(known?.ids).toEqual(expected.map((view) => view.id));
      }),
      { numRuns: 400 },
    );
  });

  it("the order and repetition of full states do not matter", () => {
    fc.assert(
      fc.property(fc.array(anyView, { maxLength: 20 }), fc.infiniteStream(fc.nat()), (views, random) => {
        const changes = views.map((view, index) => ({ id: view.id, seq: index + 1, view }));
        const base = listLoaded(noConversations(ME), { query: query("all"), page: { items: [], next: null }, asOf: 0, first: true });
        const inOrder = changes.reduce((state, change) => applyConversations(state, [change]), base);
        const shuffled = [...changes, ...changes]
          .map((change) => ({ change, rank: Number(random.next().value) }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ change }) => change);
        const mixed = applyConversations(applyConversations(base, shuffled.slice(0, 7)), shuffled.slice(7));
        expect(ids(mixed, "all")).toEqual(ids(inOrder, "all"));
        expect(mixed.entities).toEqual(new Map(inOrder.entities.size ? [...mixed.entities.keys()].map((id) => [id, inOrder.entities.get(id)]) : []));
      }),
    );
  });

  it("s2_8 a new message moves the conversation to the top", () => {
    const views = [1, 2, 3].map((id) => conversation({ id, activity: at(10 - id) }));
    const loaded = listLoaded(noConversations(ME), { query: query("all"), page: { items: views, next: null }, asOf: 0, first: true });
    expect(ids(loaded, "all")).toEqual([1, 2, 3]);
    const moved = applyConversations(loaded, [{ id: 3, seq: 1, view: conversation({ id: 3, activity: at(20), unread: 2 }) }]);
    expect(ids(moved, "all")).toEqual([3, 1, 2]);
  });

  it("s2_1 the open dialogs are those that wait for an answer", () => {
    const page = { items: [conversation({ id: 1 }), conversation({ id: 2 })], next: null };
    const loaded = listLoaded(noConversations(ME), { query: query("attentive"), page, asOf: 0, first: true });
    expect(openCount(loaded)).toEqual({ count: 2, more: false });
    const answered = applyConversations(loaded, [{ id: 1, seq: 1, view: conversation({ id: 1, status: "answered" }) }]);
    expect(openCount(answered).count).toBe(1);
  });

  it("a search keeps the server's order and drops what is gone", () => {
    const search: ListQuery = { list: "all", channel: null, search: "marta" };
    const page = { items: [conversation({ id: 5, activity: at(1) }), conversation({ id: 6, activity: at(2) })], next: null };
    const found = listLoaded(noConversations(ME), { query: search, page, asOf: 0, first: true });
    const after = applyConversations(found, [{ id: 7, seq: 1, view: conversation({ id: 7, activity: at(9) }) }, { id: 5, seq: 2, view: null }]);
    expect(after.lists.get(listKey(search))?.ids).toEqual([6]);
  });

  it("a list that failed keeps what it has", () => {
    const loaded = listLoaded(noConversations(ME), { query: query("mine"), page: { items: [], next: null }, asOf: 0, first: true });
    expect(listFailed(loaded, query("mine")).lists.get(listKey(query("mine")))?.phase).toBe("failed");
    expect(listFailed(loaded, query("all"))).toBe(loaded);
  });

  it("finds the place of an event among 100,000", () => {
    const items = Array.from({ length: 100_000 }, (_, i) => conversation({ id: i + 1, activity: new Date(1e12 - i * 1000).toISOString() }));
    const loaded = listLoaded(noConversations(ME), { query: query("all"), page: { items, next: null }, asOf: 0, first: true });
    const moved = applyConversations(loaded, [{ id: 99_999, seq: 1, view: conversation({ id: 99_999, activity: at(0) }) }]);
    expect(ids(moved, "all")[0]).toBe(99_999);
    expect(ids(moved, "all")).toHaveLength(100_000);
  });
});
