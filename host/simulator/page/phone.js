// The phone: whose it is, the chat, and what its owner does.

import { api } from "./api.js";
import { $, attempt, avatar, clock, el } from "./dom.js";
import { showFaults, startFaults } from "./faults.js";
import { messageView, preview } from "./message.js";

const EMOJI = [..."😀😂🙂😉😍😘🤔😅😢😭😡👍👎👏🙏💪🤝👋✅❌❤️🎉🔥⭐🌞☕🚗🔧📎📅📍💬".matchAll(/\p{Extended_Pictographic}\uFE0F?/gu)].map(String);
const QUICK = ["👍", "❤️", "😂", "😮", "😢", "🙏"];
const TYPING_MS = 25_000;

const state = { shop: "", customers: new Map(), current: null, messages: [], quote: null, editing: null, voice: false };
let typingTimer;

// --- customers ---

function showPeople() {
  const people = [...state.customers.values()].sort((a, b) => stamp(b) - stamp(a));
  $("people").replaceChildren(...people.map(personView));
}

const stamp = (customer) => (customer.last ? Date.parse(customer.last.at) : 0);

function personView(customer) {
  const { wa_id: id, name, number, last, unread } = customer;
  const line = last ? preview(last) : customer.hides_number ? `@${customer.username}` : number;
  return el("li", {}, el("button",
    { type: "button", class: "person", "aria-current": String(id === state.current), onclick: () => choose(id) },
    avatar(name), el("strong", {}, name), last ? el("time", {}, clock(last.at)) : el("span"),
    el("span", { class: "last" }, line),
    unread > 0 && el("span", { class: "badge", "aria-label": `${unread} unread` }, String(unread))));
}

async function choose(id) {
  state.current = id;
  leaveDraft();
  document.body.classList.add("chatting");
  location.hash = id;
  showPeople();
  const { items } = await api.messages(id);
  if (state.current !== id) return;
  state.messages = items;
  showTyping(false);
  showPeople();
  showChat();
  $("text").focus();
}

// --- chat ---

const chat = {
  find: (id) => state.messages.find((message) => message.id === id),
  get shop() { return state.shop; },
  act: (act) => attempt(api.act(state.current, act)),
  reply: (message) => quote(message),
  react: (message, near) => pickReaction(message, near),
  edit: (message) => startEdit(message),
  remove: (message) => chat.act({ kind: "delete", message_id: message.id }),
  sharePlace: () => sharePlace(),
};

function showChat() {
  const customer = state.customers.get(state.current);
  document.querySelector(".phone").classList.toggle("vacant", !customer);
  $("online").checked = Boolean(customer?.online);
  $("signal").textContent = customer && !customer.online ? "Off" : "5G";
  const nodes = [];
  let day = "";
  for (const message of state.messages) {
    if (!visible(message, customer)) continue;
    const date = new Date(message.at).toLocaleDateString([], { weekday: "long", day: "numeric", month: "long" });
    if (date !== day) nodes.push(el("div", { class: "day" }, (day = date)));
    nodes.push(messageView(message, chat));
  }
  $("log").replaceChildren(...nodes);
  $("log").scrollTop = $("log").scrollHeight;
  readIfSeen();
}

/** What has not arrived is not on the phone, and reactions are not lines. */
function visible(message) {
  if (message.content.type === "reaction") return false;
  return !message.from_business || ["delivered", "read", "played"].includes(message.stage);
}

function readIfSeen() {
  const unread = state.messages.some((message) => message.from_business && message.stage === "delivered");
  if (unread && !document.hidden && $("log").offsetParent) attempt(api.read(state.current));
}

function showTyping(typing) {
  clearTimeout(typingTimer);
  $("shop-state").textContent = typing ? "typing…" : $("shop-state").dataset.number;
  if (typing) typingTimer = setTimeout(() => showTyping(false), TYPING_MS);
}

// --- writing ---

function leaveDraft() {
  state.quote = state.editing = null;
  $("quote").hidden = true;
}

function quote(message) {
  state.quote = message.id;
  state.editing = null;
  showQuote(message.from_business ? state.shop : "You", preview(message));
}

function startEdit(message) {
  state.editing = message.id;
  state.quote = null;
  const part = message.content[message.content.type];
  $("text").value = part.body ?? part.caption ?? "";
  showQuote("Edit", preview(message));
}

function showQuote(who, text) {
  $("quote-who").textContent = who;
  $("quote-text").textContent = text;
  const log = $("log");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  $("quote").hidden = false;
  if (atEnd) log.scrollTop = log.scrollHeight;
  $("text").focus();
}

async function send() {
  const body = $("text").value.trim();
  if (!body || !state.current) return;
  const act = state.editing ? { kind: "edit", message_id: state.editing, body } : { kind: "text", body, reply_to: state.quote };
  $("text").value = "";
  leaveDraft();
  await chat.act(act);
}

async function sendFile(file) {
  const { id } = await api.upload(file);
  const caption = $("text").value.trim();
  const quiet = file.type.startsWith("audio/");
  if (!quiet) $("text").value = "";
  const reply_to = state.quote;
  leaveDraft();
  await api.act(state.current, { kind: "media", media_id: id, caption: quiet ? null : caption, voice: state.voice, reply_to });
}

function sharePlace() {
  return chat.act({ kind: "location", latitude: -27.10052, longitude: -52.61528, name: "Praça Coronel Bertaso", address: "Chapecó, SC" });
}

function pickReaction(message, near) {
  document.querySelector(".picks")?.remove();
  const react = (emoji) => () => {
    menu.remove();
    chat.act({ kind: "reaction", message_id: message.id, emoji: emoji === message.customer_reaction ? null : emoji });
  };
  const menu = el("div", { class: "menu picks", role: "group", "aria-label": "Reactions" },
    ...QUICK.map((emoji) => el("button", { type: "button", onclick: react(emoji) }, emoji)));
  document.body.append(menu);
  const { left, top } = near.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(left - 120, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, top - menu.offsetHeight - 6)}px`;
  menu.firstChild.focus();
}

// --- menus ---

function menu(button, list) {
  const show = (open) => {
    list.hidden = !open;
    button.setAttribute("aria-expanded", open);
    if (open) list.querySelector("button").focus();
  };
  button.addEventListener("click", () => show(list.hidden));
  list.addEventListener("click", (event) => event.target.closest("button") && show(false));
  document.addEventListener("click", (event) => {
    if (!list.hidden && !button.contains(event.target) && !list.contains(event.target)) show(false);
  });
  list.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { show(false); button.focus(); }
  });
}

function insert(text) {
  const box = $("text");
  box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  box.focus();
}

// --- live news ---

async function load() {
  const [{ business }, { items }, faults] = await Promise.all([api.state(), api.customers(), api.faults()]);
  state.shop = business.name;
  state.customers = new Map(items.map((customer) => [customer.wa_id, customer]));
  $("shop-name").textContent = business.name;
  $("shop-avatar").replaceWith(Object.assign(avatar(business.name), { id: "shop-avatar" }));
  $("shop-state").dataset.number = $("shop-state").textContent = business.number;
  showFaults(faults.items);
  const wanted = state.current ?? decodeURIComponent(location.hash.slice(1));
  if (state.customers.has(wanted)) return choose(wanted);
  state.current = null;
  state.messages = [];
  showPeople();
  showChat();
}

function onMessage({ customer, message }) {
  state.customers.set(customer.wa_id, customer);
  showPeople();
  if (customer.wa_id !== state.current) return;
  const at = state.messages.findIndex((known) => known.id === message.id);
  if (at < 0) state.messages.push(message);
  else state.messages[at] = message;
  if (message.from_business) showTyping(false);
  if (message.content.type === "reaction") return refresh();
  showChat();
}

/** A reaction of the business changes another line. */
async function refresh() {
  state.messages = (await api.messages(state.current)).items;
  showChat();
}

function onCustomer(customer) {
  state.customers.set(customer.wa_id, customer);
  showPeople();
  if (customer.wa_id === state.current) $("online").checked = customer.online;
  if (customer.wa_id === state.current) $("signal").textContent = customer.online ? "5G" : "Off";
}

function listen() {
  const news = new EventSource("/_phone/events");
  const on = (name, act) => news.addEventListener(name, (event) => {
    const data = JSON.parse(event.data);
    if (data) act(data);
  });
  on("message", onMessage);
  on("customer", onCustomer);
  on("faults", showFaults);
  on("typing", ({ customer }) => customer === state.current && showTyping(true));
  on("reset", () => attempt(load()));
  news.addEventListener("open", () => { showLink(true); attempt(load()); });
  news.addEventListener("error", () => showLink(false));
}

function showLink(up) {
  $("link").textContent = up ? "Connected" : "Connecting";
  $("link").classList.toggle("up", up);
}

// --- start ---

function startComposer() {
  $("composer").addEventListener("submit", (event) => { event.preventDefault(); send(); });
  $("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
    if (event.key === "Escape") leaveDraft();
  });
  $("unquote").addEventListener("click", leaveDraft);
  $("emoji-menu").append(...EMOJI.map((emoji) => el("button", { type: "button", onclick: () => insert(emoji) }, emoji)));
  menu($("emoji"), $("emoji-menu"));
  menu($("attach"), $("attach-menu"));
  $("share-place").addEventListener("click", sharePlace);
  for (const button of $("attach-menu").querySelectorAll("[data-accept]")) {
    button.addEventListener("click", () => {
      state.voice = Boolean(button.dataset.voice);
      $("file").accept = button.dataset.accept;
      $("file").click();
    });
  }
  $("file").addEventListener("change", () => {
    if ($("file").files[0]) attempt(sendFile($("file").files[0]));
    $("file").value = "";
  });
}

function startPeople() {
  $("add-person").addEventListener("click", () => $("person-dialog").showModal());
  $("person-cancel").addEventListener("click", () => $("person-dialog").close());
  $("person-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const added = await api.addCustomer({ name: $("person-name").value, number: $("person-number").value });
      $("person-dialog").close();
      $("person-form").reset();
      state.customers.set(added.wa_id, added);
      await choose(added.wa_id);
    } catch (error) {
      $("person-error").textContent = error.message;
    }
  });
  $("back").addEventListener("click", () => { document.body.classList.remove("chatting"); state.current = null; showPeople(); });
  $("online").addEventListener("change", () => attempt(api.setCustomer(state.current, { online: $("online").checked })));
}

function tick() {
  $("clock").textContent = clock(Date.now());
}

document.addEventListener("visibilitychange", () => state.current && readIfSeen());
document.addEventListener("click", (event) => {
  if (!event.target.closest(".picks, .tools")) document.querySelector(".picks")?.remove();
});
document.addEventListener("keydown", (event) => event.key === "Escape" && document.querySelector(".picks")?.remove());
setInterval(tick, 5000);
tick();
startComposer();
startPeople();
startFaults();
listen();
