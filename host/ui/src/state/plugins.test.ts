import { describe, expect, it } from "vitest";
import type { PlannedPlugin, Plugin, PluginAccount, PluginPermission } from "../api/types";
import { accountOf, approvalOf, firstChoice, newestFirst, permissionKind, provenAt, reachesInside, statusOf, toggled } from "./plugins";
import { channelIdFor, isChannelId } from "./slug";

function line(permission: string, changed: Partial<PluginPermission> = {}): PluginPermission {
  return { permission, group: "network", risk: "usual", text: "", why: "", granted: true, new: false, more: null, ...changed };
}

function account(channel: string, changed: Partial<PluginAccount> = {}): PluginAccount {
  return { workspace: "shop", channel, breaker: "closed", rests_for_s: null, calls: 1, faults: 0, proven_at: null, budgets: [], ...changed };
}

function plugin(changed: Partial<Plugin>): Plugin {
  return {
    id: "com.acme.sms", name: "ACME", kind: "channel", version: "1.0.0", digest: "ab", origin: "installed", license: "MIT", author: null, signer: null, unsigned: false,
    size: 1, installed_at: null, previous: null, in_binary: false, staged: null, held: null, trouble: null, permissions: [], accounts: [], waiting: 0, ...changed,
  };
}

const LINES = [line("secret:token:reveal"), line("http:api.acme.example"), line("kv:state")];
const PLANNED: PlannedPlugin = {
  id: "com.acme.sms", name: "ACME", version: "1.1.0", kind: "channel", license: "MIT", author: null, signer: null, installed: null, unchanged: false,
  needs_approval: true, limits: "small", larger_limits: false, held: null, permissions: LINES,
};

describe("plugins", () => {
  it("x7 says first what needs somebody", () => {
    const staged = { version: "2.0.0", digest: "cd", at: "", plan: null };
    const held = { version: "1.1.0", digest: "ef", at: "", why: "it failed" };
    const said = [
      { trouble: "its file is damaged", staged, held }, { version: null }, { staged, held }, { held, accounts: [account("a")] }, { accounts: [account("a")] }, {},
    ].map((changed) => statusOf(plugin(changed)));
    expect(said).toEqual(["trouble", "trouble", "waiting", "taken-back", "running", "idle"]);
  });

  it.each([
    ["secret:token:reveal", "secret-reveal", "token"],
    ["secret:a:b:hmac", "secret-hmac", "a:b"],
    ["http:api.acme.example", "host-public", "api.acme.example"],
    ["http:api.acme.example:8443", "host-public", "api.acme.example:8443"],
    ["http:{config.base_url}", "host-setting", "{config.base_url}"],
    ["http:10.0.0.5:8080", "host-private", "10.0.0.5:8080"],
    ["http:[fd00::1]", "host-private", "[fd00::1]"],
    ["http:erp", "host-private", "erp"],
    ["http:erp.lan:8443", "host-private", "erp.lan:8443"],
    ["kv:state", "notes", "state"],
    ["media:read", "media-read", ""],
    ["sockets:all", "other", "sockets:all"],
  ])("x7 tells what %s is about", (permission, kind, subject) => {
    expect(permissionKind(permission)).toEqual({ kind, subject });
    expect(reachesInside(permission)).toBe(kind === "host-setting" || kind === "host-private");
  });

  it("x7 grants what was chosen and nothing else", () => {
    const all = firstChoice(PLANNED);
    expect(approvalOf("ab", LINES, all)).toEqual({ digest: "ab", approve: true });
    const fewer = toggled(all, "kv:state");
    expect(approvalOf("ab", LINES, fewer)).toEqual({ digest: "ab", approve: true, only: ["secret:token:reveal", "http:api.acme.example"] });
    expect(approvalOf("ab", LINES, toggled(fewer, "kv:state"))).toEqual({ digest: "ab", approve: true });
    expect(approvalOf("ab", LINES, new Set())).toEqual({ digest: "ab", approve: true, only: [] });
  });

  it("x7 does not grant by an upgrade what was withheld", () => {
    const known = { ...PLANNED, installed: "1.0.0", needs_approval: false, permissions: [line("kv:state"), line("media:read", { granted: false, new: true })] };
    expect([...firstChoice(known)]).toEqual(["kv:state"]);
    expect([...firstChoice({ ...known, needs_approval: true })]).toEqual(["kv:state", "media:read"]);
  });

  it("x7 finds the last proof and the account of a channel", () => {
    const proved = [account("a", { proven_at: "2026-03-08T09:00:00Z" }), account("b", { proven_at: "2026-03-08T11:00:00Z" }), account("c")];
    expect(provenAt(proved)).toBe("2026-03-08T11:00:00Z");
    expect(provenAt([])).toBeNull();
    const shared = plugin({ accounts: [account("a", { workspace: "other", calls: 9 }), account("a")] });
    expect(accountOf(shared, "shop", "a")?.calls).toBe(1);
    expect(accountOf(shared, "shop", "b")).toBeNull();
  });

  it("x7 shows the newest line first, whichever channel wrote it", () => {
    const written = (at: string, message: string) => ({ at, function: "send", call_id: "c", level: "info" as const, message, fields: [] });
    const logs = [
      { workspace: "shop", channel: "a", dropped: 0, lines: [written("2026-03-08T10:00:00Z", "one"), written("2026-03-08T10:00:00Z", "two")] },
      { workspace: "shop", channel: "b", dropped: 0, lines: [written("2026-03-08T11:00:00Z", "three")] },
    ];
    expect(newestFirst(logs).map((row) => row.message)).toEqual(["three", "two", "one"]);
  });
});

describe("names of channels", () => {
  it.each([
    ["WhatsApp front desk", "whatsapp-front-desk"],
    ["  Óficina & São João!  ", "oficina-sao-joao"],
    ["Приймальня", "telegram"],
    ["", "telegram"],
  ])("makes one of %j", (name, expected) => {
    expect(channelIdFor(name, "com.deskbell.telegram", [])).toBe(expected);
    expect(isChannelId(expected)).toBe(true);
  });

  it("takes none twice and none that is not one", () => {
    expect(channelIdFor("SMS", "x", ["sms", "sms-2"])).toBe("sms-3");
    expect(["a", "a-1", "1"].every(isChannelId)).toBe(true);
    expect(["", "-a", "a-", "A", "a b", "ä", "a".repeat(64)].some(isChannelId)).toBe(false);
  });
});
