import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { draftOf, fieldsOf, filled, refusals, REST, type Draft, type Settings } from "./settings";

const SCHEMA = {
  type: "object",
  required: ["number_id"],
  properties: {
    version: { type: "string", title: "Version", description: "Retired after two years", pattern: "^v[0-9]{1,3}$", default: "v25" },
    number_id: { type: "string", pattern: "^[0-9]{1,8}$" },
    sender: { type: "string", pattern: "^([a-z]{3,})?$", default: "shop", maxLength: 5 },
    minutes: { type: "integer", minimum: 0, maximum: 60 },
    ratio: { type: "number", minimum: 0.5 },
    plain: { type: "boolean", default: true },
    quiet: { type: "boolean" },
    receive: { type: "string", enum: ["webhook", "poll"], default: "webhook" },
    hours: { type: "array", items: { type: "integer" } },
  },
};

/** The form's fields as they come up, filled as typed. */
function type(typed: Draft, settings: Settings = { number_id: "1" }, schema: unknown = SCHEMA) {
  const fields = fieldsOf(schema, settings);
  return filled(fields, { ...draftOf(fields, settings), ...typed });
}

describe("settings form", () => {
  it("x7 makes a field of each setting, those that must be filled first", () => {
    const fields = fieldsOf(SCHEMA);
    expect(fields.map(({ name, as }) => `${name} ${as}`)).toEqual([
      "number_id text", "version text", "sender text", "minutes number", "ratio number", "plain switch", "quiet switch", "receive choice", "hours json",
    ]);
    expect(fields[0]).toMatchObject({ required: true, title: "number_id", help: "" });
    expect(fields[1]).toMatchObject({ required: false, title: "Version", help: "Retired after two years" });
    expect(fieldsOf(null)).toEqual([]);
  });

  it("x7 shows what is set, else what holds by itself", () => {
    const settings = { number_id: "77", receive: "poll", hours: [8, 17] };
    expect(draftOf(fieldsOf(SCHEMA, settings), settings)).toEqual({
      number_id: "77", version: "v25", sender: "shop", minutes: "", ratio: "", plain: true, quiet: false, receive: "1", hours: "[\n  8,\n  17\n]",
    });
  });

  it("x7 reads each kind of field", () => {
    const { settings, faults } = type({ number_id: "42", minutes: " 15 ", ratio: "0.75", plain: false, quiet: true, receive: "1", hours: "[9]", version: "v26" });
    expect(faults.size).toBe(0);
    expect(settings).toEqual({ number_id: "42", version: "v26", sender: "shop", minutes: 15, ratio: 0.75, plain: false, quiet: true, receive: "poll", hours: [9] });
  });

  it.each<[Draft, string, object]>([
    [{ number_id: "" }, "number_id", { kind: "required" }],
    [{ number_id: "12a" }, "number_id", { kind: "pattern" }],
    [{ sender: "longer" }, "sender", { kind: "longest", limit: 5 }],
    [{ minutes: "1.5" }, "minutes", { kind: "whole" }],
    [{ minutes: "9007199254740993" }, "minutes", { kind: "whole" }],
    [{ minutes: "ten" }, "minutes", { kind: "number" }],
    [{ minutes: "0x10" }, "minutes", { kind: "number" }],
    [{ minutes: "61" }, "minutes", { kind: "most", limit: 60 }],
    [{ ratio: "0.1" }, "ratio", { kind: "least", limit: 0.5 }],
    [{ hours: "[8," }, "hours", { kind: "json" }],
  ])("x7 says at the field what is wrong: %j", (typed, name, fault) => {
    expect([...type(typed).faults]).toEqual([[name, fault]]);
  });

  it("x7 leaves out what nobody filled, unless empty says something", () => {
    expect(type({ version: "", minutes: "", receive: "" }).settings).toEqual({ number_id: "1", sender: "shop", plain: true });
    expect(type({ sender: "" }).settings).toMatchObject({ sender: "" });
  });

  it("x7 edits as JSON what it has no field for", () => {
    const odd = { properties: { a: { type: "string", const: "x" }, b: { $ref: "#/$defs/b" }, c: { type: ["string", "null"] }, d: { enum: [{ deep: 1 }] }, e: true } };
    expect(fieldsOf(odd).map((field) => field.as)).toEqual(["json", "json", "json", "json", "json"]);
    const mixed = { minutes: "soon", plain: "yes", receive: "pigeon", number_id: "1" };
    expect(fieldsOf(SCHEMA, mixed).filter((field) => field.as === "json").map((field) => field.name)).toEqual(["minutes", "plain", "receive", "hours"]);
    expect(type({}, mixed).settings).toMatchObject(mixed);
  });

  it("x7 keeps settings that the schema does not name", () => {
    const known = { number_id: "1", older: { kept: true } };
    expect(fieldsOf(SCHEMA, known).at(-1)?.name).toBe(REST);
    expect(type({}, known).settings).toMatchObject(known);
    expect(fieldsOf({ additionalProperties: { type: "string" } }).map((field) => field.name)).toEqual([REST]);
    expect(type({ [REST]: "[1]" }, known).faults.get(REST)).toEqual({ kind: "json" });
  });

  it("x7 never loses a setting that nobody touched", () => {
    const schema = fc.dictionary(fc.string({ minLength: 1 }), fc.constantFrom<unknown>({ type: "string" }, { type: "integer" }, { type: "number" }, { type: "boolean" }, { enum: ["a", 1] }, { type: "object" }, {}));
    const settings = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue());
    fc.assert(
      fc.property(schema, settings, (properties, before) => {
        const plain = JSON.parse(JSON.stringify(before)) as Settings;
        const names = Object.keys(plain).filter((name) => name !== "__proto__");
        const { settings: after, faults } = type({}, plain, { type: "object", properties });
        for (const name of names) if (!faults.has(name)) expect(after[name], name).toEqual(plain[name]);
      }),
    );
  });

  it("x7 finds the settings that the host refuses", () => {
    const detail = 'setting `base_url`: value does not match "^https?://"; setting `limits/daily`: value is too large';
    expect([...refusals(detail)]).toEqual([["base_url", 'value does not match "^https?://"'], ["limits", "value is too large"]]);
    expect(refusals('"number_id" is a required property').size).toBe(0);
  });
});
