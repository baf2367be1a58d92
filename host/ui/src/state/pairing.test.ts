import { describe, expect, it } from "vitest";
import type { Pairing } from "../api/types";
import { doneness, missing, moves, qrImage, secondsLeft, STEPS, usualMethod } from "./pairing";

const NOON = Date.parse("2026-03-08T12:00:00Z");

function pairing(changed: Partial<Pairing>): Pairing {
  return { state: "unpaired", methods: ["qr", "phone-code"], risk: null, qr_svg: null, code: null, expires: null, account: null, problem: null, ...changed };
}

describe("linking an account", () => {
  it("s1_2 asks again only while something is on its way", () => {
    const asks = (["unpaired", "starting", "code-shown", "confirming", "connected", "failed"] as const).filter((state) => moves(pairing({ state })));
    expect(asks).toEqual(["starting", "code-shown", "confirming"]);
    expect(moves(null)).toBe(false);
  });

  it("s1_2 shows how far it is", () => {
    expect(STEPS.map((step) => doneness("code-shown", step))).toEqual(["done", "now", "ahead", "ahead"]);
    expect(STEPS.map((step) => doneness("connected", step))).toEqual(["done", "done", "done", "done"]);
    expect(STEPS.map((step) => doneness("unpaired", step))).toEqual(["ahead", "ahead", "ahead", "ahead"]);
  });

  it("s1_2 begins only after the risk was taken", () => {
    const risky = pairing({ risk: "The provider may block the number." });
    const chosen = { method: "qr" as const, phone: "", accepted: false };
    expect(missing(risky, chosen)).toBe("risk");
    expect(missing(risky, { ...chosen, accepted: true })).toBeNull();
    expect(missing(pairing({}), chosen)).toBeNull();
  });

  it("s4_3 needs a number for a code that is typed", () => {
    const chosen = { method: "phone-code" as const, phone: "+40 72", accepted: false };
    expect(missing(pairing({}), chosen)).toBe("phone");
    expect(missing(pairing({}), { ...chosen, phone: "+40 721 234 567" })).toBeNull();
    expect(missing(pairing({ methods: ["qr"] }), { ...chosen, phone: "+40 721 234 567" })).toBe("method");
    expect(usualMethod(pairing({ methods: ["phone-code"] }))).toBe("phone-code");
    expect(usualMethod(pairing({ methods: [] }))).toBeNull();
  });

  it("s4_3 counts down to the next code and not below", () => {
    const shown = pairing({ state: "code-shown", expires: new Date(NOON + 19_200).toISOString() });
    expect(secondsLeft(shown, NOON)).toBe(20);
    expect(secondsLeft(shown, NOON + 60_000)).toBe(0);
    expect(secondsLeft(pairing({ state: "code-shown" }), NOON)).toBeNull();
  });

  it("x7 a drawing is never part of the page", () => {
    expect(qrImage('<svg onload="x"/>')).toBe("data:image/svg+xml;charset=utf-8,%3Csvg%20onload%3D%22x%22%2F%3E");
  });
});
