import { describe, expect, it } from "vitest";
import { ruleAuthor } from "./author";

describe("who a rule is", () => {
  it("takes the pack from the hook and the line", () =>
    expect(ruleAuthor("workshop: trigger:15")).toEqual({ pack: "workshop", hook: "trigger", line: 15 }));

  it("takes names as they come", () => {
    expect(ruleAuthor("workshop: status")).toEqual({ pack: "workshop", hook: "status", line: null });
    expect(ruleAuthor("birthdays")).toEqual({ pack: "birthdays", hook: null, line: null });
    expect(ruleAuthor("")).toEqual({ pack: "", hook: null, line: null });
  });
});
