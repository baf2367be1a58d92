// One message as the phone shows it.

import { api } from "./api.js";
import { clock, el, svg } from "./dom.js";

const FILE = "M7 3h7l5 5v13H7zM14 3v5h5";
const PIN = "M12 21s7-6 7-11a7 7 0 0 0-14 0c0 5 7 11 7 11zM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z";
const TOOLS = {
  reply: "M10 7L4 12l6 5M4 12h9c4 0 7 2 7 6",
  react: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM8.5 14c1.8 2.4 5.2 2.4 7 0M9 9.8v.4M15 9.8v.4",
  edit: "M5 19l1-4L16 5l3 3L9 18z",
  remove: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
};
const LABELS = { reply: "Quote this message", react: "React", edit: "Edit", remove: "Delete" };

/** The message in one line, for lists and quotes. */
export function preview(message) {
  if (!message) return "";
  if (message.deleted) return "Deleted message";
  const { content, rendered } = message;
  const part = content[content.type] ?? {};
  switch (content.type) {
    case "text": return part.body;
    case "template": return rendered?.body ?? part.name;
    case "interactive": return part.body?.text ?? part.button_reply?.title ?? part.list_reply?.title ?? "Form";
    case "button": return part.text;
    case "location": return part.name ?? "Location";
    case "contacts": return part[0]?.name?.formatted_name ?? "Contact";
    case "audio": return part.voice ? "Voice note" : "Audio";
    case "document": return part.caption ?? part.filename ?? "Document";
    case "image": case "video": return part.caption ?? (content.type === "image" ? "Photo" : "Video");
    default: return content.type[0].toUpperCase() + content.type.slice(1);
  }
}

/** `chat` gives `find(id)`, `shop`, and what the buttons do. */
export function messageView(message, chat) {
  const mine = !message.from_business;
  const kind = `message${mine ? " mine" : ""}${message.deleted ? " deleted" : ""}`;
  const parts = message.deleted ? ["This message was deleted"] : body(message);
  const bubble = el("div", { class: "bubble" }, quoted(message, chat), ...parts, meta(message, mine));
  const reactions = [message.customer_reaction, message.business_reaction].filter(Boolean).join(" ");
  return el("article", { class: kind, "data-id": message.id, "aria-label": mine ? "You" : chat.shop },
    bubble,
    reactions && el("span", { class: "reaction", "aria-label": `Reactions ${reactions}` }, reactions),
    mine || message.deleted ? null : options(message, chat),
    message.deleted ? null : tools(message, mine, chat));
}

function quoted(message, chat) {
  if (!message.reply_to) return null;
  const source = chat.find(message.reply_to);
  return el("div", { class: "quoted" }, source ? preview(source) : "Earlier message");
}

function meta(message, mine) {
  const note = message.edited && !message.deleted ? "edited " : "";
  return el("span", { class: "meta" }, note, el("time", { datetime: message.at }, clock(message.at)), mine && ticks(message.stage));
}

function ticks(stage) {
  const double = stage !== "sent" && stage !== "accepted";
  const label = { sent: "Sent", delivered: "Delivered", read: "Read" }[stage] ?? stage;
  const mark = svg(double ? "M1 13l5 5L17 6M11 17l1 1L23 6" : "M4 13l5 5L20 6", label);
  if (stage === "read") mark.classList.add("read");
  return mark;
}

function body(message) {
  const { content, rendered } = message;
  const part = content[content.type] ?? {};
  switch (content.type) {
    case "text": return [el("span", {}, part.body)];
    case "image": case "sticker": case "video": case "audio": case "document":
      return [file(content.type, part, message), part.caption && el("span", {}, part.caption)];
    case "location": return [place(part)];
    case "contacts": return part.map((card) => el("span", { class: "head" }, card.name?.formatted_name ?? "Contact"));
    case "template": return filled(rendered);
    case "interactive": return part.action ? offered(part) : [el("span", {}, preview(message))];
    default: return [el("span", {}, preview(message))];
  }
}

function file(kind, part, message) {
  const src = part.id ? api.mediaUrl(part.id) : part.link;
  const name = part.filename ?? "Document";
  if (kind === "image" || kind === "sticker") return el("img", { src, alt: part.caption ?? "Photo", loading: "lazy" });
  if (kind === "video") return el("video", { src, controls: true });
  if (kind === "audio") {
    const heard = () => message?.from_business && api.played(message.id);
    return el("audio", { src, controls: true, onended: heard });
  }
  return el("a", { class: "file", href: src, download: name }, svg(FILE), el("span", {}, name));
}

function place({ latitude, longitude, name, address }) {
  const where = `${Number(latitude).toFixed(5)}, ${Number(longitude).toFixed(5)}`;
  return el("span", { class: "file" }, svg(PIN), el("span", {}, name ?? "Location", el("br"), el("small", {}, address ?? where)));
}

function filled(rendered) {
  const { header, header_media: media, body: text, footer } = rendered ?? {};
  return [
    media && (media.type === "location" ? place(media.location) : file(media.type, media[media.type])),
    header && el("span", { class: "head" }, header),
    el("span", {}, text ?? ""),
    footer && el("span", { class: "foot" }, footer),
  ];
}

function offered({ header, body: text, footer }) {
  const media = header && header.type !== "text" && file(header.type, header[header.type]);
  return [
    media,
    header?.text && el("span", { class: "head" }, header.text),
    el("span", {}, text?.text ?? ""),
    footer && el("span", { class: "foot" }, footer.text),
  ];
}

function options(message, chat) {
  const { content, rendered } = message;
  const tap = (act) => () => chat.act({ message_id: message.id, ...act });
  const action = content.interactive?.action ?? {};
  const buttons = [
    ...(action.buttons ?? []).map(({ reply }) =>
      el("button", { type: "button", onclick: tap({ kind: "button-reply", ...reply }) }, reply.title)),
    ...(action.sections ?? []).flatMap((section) => section.rows).map((row) =>
      el("button", { type: "button", onclick: tap({ kind: "list-reply", ...row }) }, row.title,
        row.description && el("small", {}, row.description))),
    ...(rendered?.buttons ?? []).map((button) => templateButton(button, tap)),
    action.name === "send_location" && el("button", { type: "button", onclick: () => chat.sharePlace() }, "Send location"),
    action.parameters?.url && webLink(action.parameters.url, action.parameters.display_text),
  ].filter(Boolean);
  return buttons.length ? el("div", { class: "options" }, ...buttons) : null;
}

function templateButton(button, tap) {
  if (button.url) return webLink(button.url, button.title);
  const act = { kind: "template-button", payload: button.payload, text: button.title };
  return el("button", { type: "button", onclick: button.kind === "quick_reply" ? tap(act) : undefined }, button.title);
}

// Only web addresses become links: the text comes from outside.
function webLink(url, title) {
  const safe = /^https?:\/\//i.test(url);
  return safe ? el("a", { href: url, target: "_blank", rel: "noreferrer noopener" }, title) : el("span", {}, title);
}

function tools(message, mine, chat) {
  const editable = mine && ["text", "image", "video", "document"].includes(message.content.type);
  const names = ["reply", "react", ...(editable ? ["edit"] : []), ...(mine ? ["remove"] : [])];
  const button = (name) => el("button",
    { type: "button", class: "icon", "aria-label": LABELS[name], title: LABELS[name], onclick: (event) => chat[name](message, event.currentTarget) },
    svg(TOOLS[name]));
  return el("div", { class: "tools" }, ...names.map(button));
}
