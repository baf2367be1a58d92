import type { Content, Conversation, Message } from "../api/types";
import { t } from "../i18n/i18n.svelte";
import { ruleAuthor } from "../state/author";

/** What a contact is called where nobody gave a name. */
export function contactName(contact: { name: string | null; phone: string | null }): string {
  return contact.name ?? contact.phone ?? t("contact.nameless");
}

/** One line for the list; files without words are named by their kind. */
export function previewOf(view: Conversation): string {
  const preview = view.last_message?.preview ?? "";
  if (!view.last_message) return t("list.no-messages");
  return preview.trim() === "" ? t("list.file") : preview;
}

export function contentPreview(content: Content): string {
  switch (content.kind) {
    case "text":
    case "note":
    case "interactive":
      return content.body;
    case "template":
      return content.preview;
    case "media":
      return content.caption ?? content.filename ?? t(`media.${content.media_kind}`);
    case "choice":
      return content.title;
    case "stub":
      return content.summary || t("stub.unknown");
    case "location":
      return content.name ?? t("media.location");
  }
}

/** Who speaks on our side, where that needs saying. */
export function authorLine(message: Message): string | null {
  switch (message.author.kind) {
    case "customer":
      return null;
    case "user":
      return message.author.name ?? null;
    case "rule":
      return t("author.rule", { name: ruleAuthor(message.author.name ?? "").pack });
    case "shop":
      return t("author.shop");
    case "integration":
      return t("author.integration", { name: message.author.name ?? "" });
  }
}

/** Where in a rule its message comes from; "Why?" tells the rest. */
export function authorHint(message: Message): string | undefined {
  if (message.author.kind !== "rule") return undefined;
  const { hook, line } = ruleAuthor(message.author.name ?? "");
  const parts = [hook, line === null ? null : t("why.line", { line })].filter((part) => part !== null);
  return parts.join(", ") || undefined;
}

/** Modules that everybody has, by name; a business system's own as it calls them. */
export function moduleName(module: string): string {
  switch (module) {
    case "repair-order":
    case "quote":
    case "invoice":
    case "opportunity":
    case "appointment":
    case "order":
      return t(`module.${module}`);
    default:
      return module;
  }
}
