import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { message } from "./fixtures";
import { outgoing, postable, visible, type Outgoing, type OutgoingEvent } from "./outgoing";

const item = (key: string, conversation = 1, body = key) => ({ key, conversation, content: { kind: "text" as const, body }, reply_to: null, at: 0, after: 10 });

function play(events: OutgoingEvent[], start: readonly Outgoing[] = []): readonly Outgoing[] {
  return events.reduce(outgoing, start);
}

describe("messages on their way", () => {
  it("x8 a message without an answer is posted again under the same key and leaves once", () => {
    const waiting = play([{ kind: "written", item: item("a") }, { kind: "posting", key: "a" }, { kind: "unanswered", key: "a" }]);
    expect(postable(waiting).map((i) => i.key)).toEqual(["a"]);
    expect(play([{ kind: "posting", key: "a" }, { kind: "accepted", key: "a" }, { kind: "unanswered", key: "a" }], waiting)).toEqual([]);
  });

  it("keeps the order within a conversation and lets others go on", () => {
    const items = play([{ kind: "written", item: item("a") }, { kind: "written", item: item("b") }, { kind: "written", item: item("c", 2) }]);
    expect(postable(items).map((i) => i.key)).toEqual(["a", "c"]);
    expect(postable(play([{ kind: "posting", key: "a" }], items)).map((i) => i.key)).toEqual(["c"]);
    const refused: OutgoingEvent = { kind: "refused", key: "a", problem: { code: "conflict", detail: "" } };
    expect(postable(play([{ kind: "posting", key: "a" }, refused], items)).map((i) => i.key)).toEqual(["b", "c"]);
  });

  it("a refused message waits for a person", () => {
    const refused = play([{ kind: "written", item: item("a") }, { kind: "posting", key: "a" }, { kind: "refused", key: "a", problem: { code: "x", detail: "" } }]);
    expect(postable(refused)).toEqual([]);
    expect(postable(play([{ kind: "again", key: "a" }], refused))).toHaveLength(1);
    expect(play([{ kind: "dropped", key: "a" }], refused)).toEqual([]);
  });

  it("never posts one key twice at the same time", () => {
    const kinds = fc.constantFrom<OutgoingEvent["kind"]>("posting", "unanswered", "accepted", "again", "dropped");
    fc.assert(
      fc.property(fc.array(fc.record({ kind: kinds, key: fc.constantFrom("a", "b") })), (events) => {
        let items = play([{ kind: "written", item: item("a") }, { kind: "written", item: item("b") }]);
        for (const event of events) {
          items = outgoing(items, event as OutgoingEvent);
          expect(postable(items).every((i) => i.phase.kind === "waiting")).toBe(true);
          expect(new Set(items.map((i) => i.key)).size).toBe(items.length);
        }
      }),
    );
  });

  it("does not show a message twice when the feed is faster than the answer", () => {
    const items = play([{ kind: "written", item: item("a", 1, "Hi") }, { kind: "written", item: item("b", 1, "Hi") }, { kind: "posting", key: "a" }]);
    const mine = message({ id: 11, inbound: false, author: { kind: "user", id: 7, name: "" }, content: { kind: "text", body: "Hi" } });
    expect(visible(items, [mine], 7).map((i) => i.key)).toEqual(["b"]);
    expect(visible(items, [{ ...mine, id: 9 }], 7)).toHaveLength(2);
    expect(visible(items, [{ ...mine, author: { kind: "user", id: 8, name: "" } }], 7)).toHaveLength(2);
  });
});
