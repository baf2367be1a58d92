import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge } from "./attachment";
import { cannedQuery, findCanned } from "./canned";
import { contentsOf } from "./compose";
import { connection, CONNECTING, pause } from "./connection";
import { byDay, continues } from "./days";
import { draftChanged } from "./draft";
import { EMOJI } from "./emoji";
import { message } from "./fixtures";
import { pieces } from "./links";
import { parseRoute, routeHash, type Route } from "./route";
import { sse, SSE_START } from "./sse";
import { advice, tick } from "./ticks";
import { isTyping, typingOver, typingSeen } from "./typing";
import { reveal, slice } from "./virtual";
import { allowsFreeText, split, windowAt } from "./window";

const NOON = Date.parse("2026-03-08T12:00:00Z");
const HOUR = 3_600_000;

describe("reply window", () => {
  const open = { state: "open" as const, closes: new Date(NOON + 24 * HOUR).toISOString() };

  it("s0_5 counts down and warns in the last hour", () => {
    expect(windowAt(open, NOON)).toEqual({ kind: "open", left: 24 * HOUR, soon: false });
    expect(windowAt(open, NOON + 23 * HOUR)).toMatchObject({ kind: "open", soon: true });
    expect(split(2 * HOUR + 61_000)).toEqual({ hours: 2, minutes: 1, seconds: 1 });
  });

  it("s0_6 closes by the clock, without waiting for the server", () => {
    expect(windowAt(open, NOON + 24 * HOUR)).toEqual({ kind: "closed", since: open.closes });
    expect(allowsFreeText(windowAt(open, NOON + 25 * HOUR))).toBe(false);
    expect(allowsFreeText(windowAt({ state: "unlimited" }, NOON))).toBe(true);
    expect(allowsFreeText(windowAt({ state: "never-opened" }, NOON))).toBe(false);
  });
});

describe("event stream", () => {
  const stream = 'id: 7\nevent: message\ndata: {"id":1}\n\n: alive\n\nevent: typing\r\ndata: a\r\ndata: b\r\n\r\n';

  it("reads events wherever the stream is cut", () => {
    const whole = sse(SSE_START, stream).events;
    expect(whole).toEqual([
      { id: "7", name: "message", data: '{"id":1}' },
      { id: "7", name: "typing", data: "a\nb" },
    ]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length })), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), stream.length];
        let state = SSE_START;
        const events = at.slice(1).flatMap((end, i) => {
          const step = sse(state, stream.slice(at[i], end));
          state = step.state;
          return step.events;
        });
        expect(events).toEqual(whole);
      }),
    );
  });

  it("waits longer after each failure, with bounds", () => {
    const lost = connection(connection(CONNECTING, { kind: "lost", at: 5 }), { kind: "lost", at: 9 });
    expect(lost).toEqual({ phase: "broken", since: 5, attempts: 2 });
    expect(connection(lost, { kind: "connected" }).phase).toBe("live");
    fc.assert(fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, j) => pause(n, j) >= 375 && pause(n, j) <= 25_000));
  });
});

describe("routes", () => {
  it("s2_4 nothing is open unless the address says so", () => {
    expect(parseRoute("")).toEqual({ page: "inbox", conversation: null, contact: false });
    expect(parseRoute("#/c/not-a-number")).toEqual({ page: "inbox", conversation: null, contact: false });
  });

  it("survive the address bar", () => {
    const routes: Route[] = [{ page: "queue" }, { page: "install" }, { page: "channels", channel: null }, { page: "channels", channel: "front-desk" }, { page: "connect", plugin: null }, { page: "connect", plugin: "com.acme.sms" }, { page: "plugins", plugin: "a/b" }, { page: "inbox", conversation: 12, contact: true }, { page: "inbox", conversation: null, contact: false }];
    for (const route of routes) expect(parseRoute(routeHash(route))).toEqual(route);
  });
});

describe("virtual list", () => {
  it("makes few rows of many, always those on screen", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 8_000_000 }), fc.integer({ min: 0, max: 2000 }), (count, top, height) => {
        const { start, end } = slice(count, 76, top, height);
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(count);
        expect(end - start).toBeLessThan(60);
        const first = Math.floor(top / 76);
        if (first < count && height > 0) expect(start <= first && first < end).toBe(true);
      }),
    );
    expect(reveal(0, 76, 500, 400)).toBe(0);
    expect(reveal(50, 76, 0, 400)).toBe(51 * 76 - 400);
    expect(reveal(3, 76, 100, 400)).toBe(100);
  });
});

describe("what is written", () => {
  it("s0_4 finds canned messages after a slash, accents or not", () => {
    const all = [{ shortcut: "pronto", title: "Está pronto", body: "O carro está pronto" }, { shortcut: "preco", title: "Preço", body: "…" }];
    expect(cannedQuery("/pr")).toBe("pr");
    expect(cannedQuery("on/off")).toBeNull();
    expect(cannedQuery("/two words")).toBeNull();
    expect(findCanned(all, "pr").map((c) => c.shortcut)).toEqual(["preco", "pronto"]);
    expect(findCanned(all, "esta").map((c) => c.shortcut)).toEqual(["pronto"]);
    expect(findCanned(all, "xyz")).toEqual([]);
  });

  it("words travel under the first file that can carry them", () => {
    const voice = { name: "a.ogg", kind: "audio" as const, blob: "1" };
    const photo = { name: "b.png", kind: "image" as const, blob: "2" };
    expect(contentsOf(" Hi ", false, [])).toEqual([{ kind: "text", body: "Hi" }]);
    expect(contentsOf("Hi", false, [voice, photo]).map((c) => (c.kind === "media" ? c.caption : c.kind))).toEqual([null, "Hi"]);
    expect(contentsOf("Hi", false, [voice]).map((c) => c.kind)).toEqual(["text", "media"]);
    expect(contentsOf("Hi", true, [photo])).toEqual([{ kind: "note", body: "Hi" }]);
    expect(contentsOf("  ", false, [])).toEqual([]);
  });

  it("files are judged before they are sent", () => {
    const file = (name: string, type: string, size: number) => judge({ name, type, size });
    expect(file("a.jpg", "image/jpeg", 1000)).toEqual({ ok: true, kind: "image" });
    expect(file("a.webp", "image/webp", 1000)).toEqual({ ok: true, kind: "document" });
    expect(file("a.jpg", "image/jpeg", 6 << 20)).toMatchObject({ ok: false, why: "too-big" });
    expect(file("a.pdf", "application/pdf", 0)).toMatchObject({ ok: false, why: "empty" });
    expect(file("invoice.pdf.exe", "application/pdf", 10)).toMatchObject({ ok: false, why: "not-allowed" });
  });

  it("an empty draft is none", () => {
    const drafts = draftChanged(new Map(), 3, { text: "Hel" });
    expect(drafts.get(3)).toEqual({ text: "Hel", note: false, reply_to: null });
    expect(draftChanged(drafts, 3, { text: "" }).size).toBe(0);
  });

  it("web addresses become links, nothing else does", () => {
    expect(pieces("See https://a.example/x?y=1. Now")).toEqual([
      { text: "See ", href: null },
      { text: "https://a.example/x?y=1", href: "https://a.example/x?y=1" },
      { text: ". Now", href: null },
    ]);
    expect(pieces("javascript:alert(1)").every((piece) => piece.href === null)).toBe(true);
    fc.assert(fc.property(fc.string(), (text) => pieces(text).map((piece) => piece.text).join("") === text));
  });

  it("emoji are unique", () => expect(new Set(EMOJI).size).toBe(EMOJI.length));
});

describe("thread", () => {
  it("days are said once in a row", () => {
    const days = byDay([message({ id: 1, at: "2026-03-07T12:00:00Z" }), message({ id: 2, at: "2026-03-08T12:00:00Z" }), message({ id: 3, at: "2026-03-08T13:00:00Z" })]);
    expect(days.map((day) => day.messages.length)).toEqual([1, 2]);
  });

  it("a message that came late has a day of its own, with keys that hold", () => {
    // A provider delivered yesterday's message today: two sections had one key and the thread did not open.
    const late = [message({ id: 1, at: "2026-03-07T12:00:00Z" }), message({ id: 2, at: "2026-03-08T12:00:00Z" }), message({ id: 3, at: "2026-03-07T12:30:00Z" })];
    const keys = byDay(late).map((day) => day.key);
    expect(new Set(keys).size).toBe(3);
    expect(byDay([message({ id: 0, at: "2026-03-06T12:00:00Z" }), ...late]).map((day) => day.key).slice(1)).toEqual(keys);
  });

  it("bubbles join when the same person goes on soon", () => {
    const one = message({ id: 1 });
    expect(continues(one, message({ id: 2, at: "2026-03-08T12:03:00.000Z" }))).toBe(true);
    expect(continues(one, message({ id: 2, at: "2026-03-08T12:30:00.000Z" }))).toBe(false);
    expect(continues(one, message({ id: 2, inbound: false, author: { kind: "user", id: 1, name: "" } }))).toBe(false);
    expect(continues(undefined, one)).toBe(false);
  });

  it("s2_12 typing passes by itself and ends with the message", () => {
    const typing = typingSeen(new Map(), 4, NOON);
    expect(isTyping(typing, 4, NOON + 1000)).toBe(true);
    expect(isTyping(typing, 4, NOON + 9000)).toBe(false);
    expect(isTyping(typingOver(typing, 4), 4, NOON)).toBe(false);
  });

  it("failures get the advice that fits", () => {
    expect(advice({ code: "131047", detail: "" })).toBe("window");
    expect(advice({ code: "window-closed", detail: "" })).toBe("window");
    expect(advice({ code: "131026", detail: "" })).toBe("unreachable");
    expect(advice({ code: "132001", detail: "" })).toBe("template");
    expect(advice({ code: "unresolved-field", detail: "" })).toBe("field");
    expect(advice({ code: "190", detail: "" })).toBe("account");
    expect(advice({ code: "131056", detail: "" })).toBe("limit");
    expect(advice({ code: "whatever", detail: "" })).toBe("other");
    expect(advice(null)).toBe("other");
    expect(tick("read").tone).toBe("read");
  });
});
