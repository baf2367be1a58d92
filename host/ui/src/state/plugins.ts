import type { Channel, InstallPlugin, LogLevel, Plugin, PluginAccount, PluginLog, PluginLogLine, PlannedPlugin, PluginPermission } from "../api/types";

/** What most needs saying about a plugin. */
export type PluginStatus = "trouble" | "waiting" | "taken-back" | "running" | "idle";

export function statusOf(plugin: Plugin): PluginStatus {
  if (plugin.trouble !== null || plugin.version === null) return "trouble";
  if (plugin.staged !== null) return "waiting";
  if (plugin.held !== null) return "taken-back";
  return plugin.accounts.length > 0 ? "running" : "idle";
}

/** The kinds of permission, each with plain words of its own. */
export type PermissionKind =
  | "secret-reveal"
  | "secret-header"
  | "secret-hmac"
  | "secret-compare"
  | "host-setting"
  | "host-private"
  | "host-public"
  | "media-read"
  | "media-write"
  | "notes"
  | "other";

/** What a permission is about; `subject` names the host, secret or bucket. */
export function permissionKind(permission: string): { readonly kind: PermissionKind; readonly subject: string } {
  const [group, ...rest] = permission.split(":");
  const subject = rest.join(":");
  if (group === "http") return { kind: reach(subject), subject };
  if (group === "secret") return secretKind(subject);
  if (group === "kv") return { kind: "notes", subject };
  if (permission === "media:read" || permission === "media:write") return { kind: `media-${subject as "read" | "write"}`, subject: "" };
  return { kind: "other", subject: permission };
}

function secretKind(subject: string): { readonly kind: PermissionKind; readonly subject: string } {
  const end = subject.lastIndexOf(":");
  const usage = subject.slice(end + 1);
  const known = usage === "reveal" || usage === "header" || usage === "hmac" || usage === "compare";
  return known ? { kind: `secret-${usage}`, subject: subject.slice(0, end) } : { kind: "other", subject };
}

function reach(host: string): PermissionKind {
  if (host.includes("{config.")) return "host-setting";
  return isPrivate(host) ? "host-private" : "host-public";
}

/** As far as a name tells; the host itself looks at the address with each request. */
function isPrivate(host: string): boolean {
  const name = host.startsWith("[") ? host.slice(1).split("]")[0] ?? "" : host.replace(/:\d+$/, "");
  if (name.includes(":") || /^\d{1,3}(\.\d{1,3}){3}$/.test(name)) return true;
  return !name.includes(".") || [".local", ".internal", ".lan", ".home.arpa"].some((end) => name.endsWith(end));
}

/** Reaches what is not plainly a host of the internet by https. */
export function reachesInside(permission: string): boolean {
  const { kind } = permissionKind(permission);
  return kind === "host-setting" || kind === "host-private";
}

/** What is granted before somebody chooses: all of a new plugin, of a known one what it has. */
export function firstChoice(plugin: PlannedPlugin): ReadonlySet<string> {
  const wanted = plugin.installed === null || plugin.needs_approval ? plugin.permissions : plugin.permissions.filter((line) => line.granted);
  return new Set(wanted.map((line) => line.permission));
}

export function toggled(chosen: ReadonlySet<string>, permission: string): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(permission)) next.add(permission);
  return next;
}

/** What is said to a plan: everything, or these alone. */
export function approvalOf(digest: string, lines: readonly PluginPermission[], chosen: ReadonlySet<string>): InstallPlugin {
  const only = lines.map((line) => line.permission).filter((permission) => chosen.has(permission));
  return only.length === lines.length ? { digest, approve: true } : { digest, approve: true, only };
}

/** The newest sign that the outside service works, of all accounts. */
export function provenAt(accounts: readonly PluginAccount[]): string | null {
  return accounts.map((account) => account.proven_at ?? "").sort().at(-1) || null;
}

export function accountOf(plugin: Plugin, workspace: string, channel: string): PluginAccount | null {
  return plugin.accounts.find((account) => account.workspace === workspace && account.channel === channel) ?? null;
}

export function usedBy(plugin: string, channels: readonly Channel[]): readonly Channel[] {
  return channels.filter((channel) => channel.plugin === plugin);
}

export const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

export interface LogRow extends PluginLogLine {
  readonly channel: string;
  /** Tells lines apart that were written in the same moment. */
  readonly key: string;
}

/** The lines of all accounts, newest first. */
export function newestFirst(logs: readonly PluginLog[]): readonly LogRow[] {
  const rows = logs.flatMap((log) => log.lines.map((line, at) => ({ ...line, channel: log.channel, key: `${log.workspace}/${log.channel}/${at}` })));
  return rows.reverse().sort((a, b) => b.at.localeCompare(a.at));
}

/** Near its limit: worth a look before it fails. */
export function isNear(percent: number): boolean {
  return percent >= 80;
}
