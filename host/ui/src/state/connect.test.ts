import { describe, expect, it } from "vitest";
import { checked, faultCount, refusedAt, type Entered } from "./connect";
import { fieldsOf } from "./settings";

const FIELDS = fieldsOf({ required: ["number_id"], properties: { number_id: { type: "string", pattern: "^[0-9]+$" } } });
const ENTERED: Entered = { id: "sms", name: " SMS ", plugin: "com.acme.sms", settings: { number_id: "12" }, secrets: { token: "t", other: "" }, accept: "everything", excluded: " +40 721\n\n" };

describe("connecting a channel", () => {
  it("x7 sends what was entered, and no empty secret", () => {
    const { channel, faults } = checked(FIELDS, ENTERED);
    expect(faultCount(faults)).toBe(0);
    expect(channel).toEqual({ id: "sms", name: "SMS", plugin: "com.acme.sms", settings: { number_id: "12" }, secrets: { token: ["t"] }, routing: { new_card_module: null, accept: "everything", excluded: [] } });
  });

  it("s4_8 leaves listed numbers out where that was chosen", () => {
    expect(checked(FIELDS, { ...ENTERED, accept: "except-listed" }).channel.routing).toMatchObject({ accept: "except-listed", excluded: ["+40 721"] });
  });

  it("x7 says what is wrong before it is sent", () => {
    const { faults } = checked(FIELDS, { ...ENTERED, id: "S M S", name: " ", settings: { number_id: "x" } });
    expect(faults).toMatchObject({ name: true, id: true });
    expect([...faults.settings.keys()]).toEqual(["number_id"]);
    expect(faultCount(faults)).toBe(3);
  });

  it.each([
    ["channel-exists", null, "there is a channel sms already", "id"],
    ["invalid", "channel", "is not a name", "id"],
    ["invalid", "secrets.token", "is empty", "secrets.token"],
    ["invalid", "config", "setting `number_id`: does not match", "settings"],
    ["invalid", "config", '"number_id" is a required property', ""],
    ["plugin-failed", null, "it cannot describe itself", ""],
  ])("x7 shows a refusal at its field: %s %s", (code, field, detail, at) => {
    expect(refusedAt({ code, field, detail }).at).toBe(at);
  });
});
