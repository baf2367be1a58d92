import { ApiError, NoAnswer } from "../api/problem";
import type { Plugin, PluginAccount, PluginPermission } from "../api/types";
import { i18n, t } from "../i18n/i18n.svelte";
import { permissionKind } from "../state/plugins";
import type { Fault } from "../state/settings";

/** Why something did not work, to stand inside a sentence. */
export function reason(error: unknown): string {
  if (error instanceof ApiError) {
    if (error.code === "forbidden") return t("notice.forbidden").replace(/\.$/, "");
    return error.detail.replace(/\.$/, "");
  }
  if (error instanceof NoAnswer) return t("notice.no-answer");
  return error instanceof Error ? error.message : String(error);
}

export function faultText(fault: Fault | undefined): string {
  if (!fault) return "";
  return "limit" in fault ? t(`fault.${fault.kind}`, { limit: fault.limit }) : t(`fault.${fault.kind}`);
}

/** What a permission means, in the reader's language; the host's own words say more. */
export function permissionTitle({ permission }: PluginPermission): string {
  const { kind, subject } = permissionKind(permission);
  if (kind === "media-read" || kind === "media-write") return t(`permission.${kind}`);
  return t(`permission.${kind}`, { subject });
}

export function provenText(at: string | null | undefined): string {
  return at ? i18n.dateTime(at) : t("channel.proven-never");
}

export function breakerText(account: PluginAccount): string {
  return account.breaker === "open" ? t("breaker.open", { seconds: account.rests_for_s ?? 0 }) : t(`breaker.${account.breaker}`);
}

/** Whose word stands for a plugin. */
export function signedText(plugin: Plugin): string {
  if (plugin.origin === "built-in") return t("plugin.built-in");
  if (plugin.signer) return t("plugin.signed", { name: plugin.signer.name });
  return plugin.unsigned ? t("plugin.unsigned") : "";
}

/** The version of the program has no number that the list could know. */
export function versionText(version: string): string {
  return version === "of the binary" ? t("versions.of-binary") : version;
}
