import type { Content, Conversation, Message } from "../api/types";
import { t } from "../i18n/i18n.svelte";

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
      return t("author.rule", { name: message.author.name ?? "" });
    case "shop":
      return t("author.shop");
    case "integration":
      return t("author.integration", { name: message.author.name ?? "" });
  }
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
