import { describe, expect, it } from "vitest";
import { phones, type Address } from "./phones";

function phone(value: string, unreachable: string | null = null): Address {
  return { kind: "phone", realm: "*", value, unreachable };
}

function check(given: readonly Address[], lines: readonly [string, readonly string[]][]) {
  expect(phones(given).map(({ address, variants }) => [address.value, variants])).toEqual(lines);
}

describe("phones of a contact", () => {
  // WhatsApp leaves out the ninth digit of many Brazilian numbers, so that Ana seemed to have two phones.
  it("x5 shows a Brazilian number with and without its ninth digit as one", () => {
    check([phone("+5549988590187"), phone("+554988590187")], [["+5549988590187", ["+554988590187"]]]);
    check([phone("554988590187"), phone("+5549988590187")], [["+5549988590187", ["554988590187"]]]);
  });

  it("x5 knows the Mexican and Argentine mobile digit", () => {
    check([phone("+5215512345678"), phone("+525512345678")], [["+525512345678", ["+5215512345678"]]]);
    check([phone("+541112345678"), phone("+5491112345678")], [["+541112345678", ["+5491112345678"]]]);
  });

  it("keeps apart what only looks alike", () => {
    check([phone("+554932221234"), phone("+5549932221234")], [["+554932221234", []], ["+5549932221234", []]]);
    check([phone("+40721123456"), phone("+40721123457")], [["+40721123456", []], ["+40721123457", []]]);
  });

  it("shows the same number once, and other addresses not at all", () => {
    const email: Address = { kind: "email", realm: "*", value: "ana@example.com", unreachable: null };
    check([phone("+40721123456"), email, phone("+40721123456")], [["+40721123456", []]]);
    check([email], []);
  });

  it("warns only where no spelling can be reached", () => {
    const reached = phones([phone("+5549988590187", "not on WhatsApp"), phone("+554988590187")]);
    expect(reached[0]?.address.unreachable).toBeNull();
    const lost = phones([phone("+5549988590187", "not on WhatsApp"), phone("+554988590187", "gone")]);
    expect(lost[0]?.address.unreachable).toBe("not on WhatsApp");
  });
});
