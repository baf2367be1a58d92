// The README's five minutes, step by step. Each step goes on where the one
// before it stopped.

import assert from "node:assert/strict";
import { save } from "../src/inbox.js";
import { stage } from "../src/stage.js";
import { quotePdf, workshopSays } from "../src/workshop.js";

/** @typedef {import("../src/inbox.js").Inbox} Inbox */
/** @typedef {import("../src/phone.js").Phone} Phone */

const { on, scene } = stage();
const QUESTION = "Is my car ready?";
const ANSWER = "Almost: we are fitting the pads. You can have it at five.";
const READY = /repair order 1042 is ready/;
/** @type {Inbox} */
let desk;
/** @type {Phone} */
let phone;

scene("s2_4 signed in as the demo said, nothing is open and nobody waits", async () => {
  desk = await on.agent();
  await desk.enter();
  await desk.page.getByText("Nobody is waiting for an answer.").waitFor();
  assert.equal(await desk.openDialogs().count(), 0);
});

scene("s0_1 s0_7 what the customer writes is in the inbox under repair order 1042", async () => {
  phone = await on.customer("Ana Souza");
  await phone.write(QUESTION);
  const row = desk.row("Ana Souza");
  await row.getByText(QUESTION).waitFor();
  await row.getByText(/^1042 · /).waitFor();
});

scene("s2_1 s2_8 it is marked as unread, and the open dialogs are counted in red", async () => {
  await desk.row("Ana Souza").getByText("1 unread message").waitFor();
  await desk.openDialogs().getByText("1 open dialog").waitFor();
  const colour = await desk.openDialogs().evaluate((badge) => getComputedStyle(badge).backgroundColor);
  const [red = 0, green = 255, blue = 255] = (colour.match(/\d+/g) ?? []).map(Number);
  assert.ok(red > 150 && green < 90 && blue < 90, `the number is on ${colour}`);
});

scene("s2_4 s0_5 opened it is read, and the window counts down from 24 hours", async () => {
  await desk.choose("Ana Souza");
  await desk.message(QUESTION).waitFor();
  await desk.window().getByText(/^23 h 5\d min left$/).waitFor();
  await desk.row("Ana Souza").getByText("1 unread message").waitFor({ state: "detached" });
  assert.match(desk.page.url(), /#\/c\/\d+$/);
});

scene("s0_5 as time goes by less is left, and the last hour is marked", async () => {
  const later = await on.windows.window(desk.page.context());
  await later.goto(desk.page.url());
  await later.getByText(/^23 h 5\d min left$/).waitFor();
  await later.clock.setFixedTime(Date.now() + 2 * 3_600_000);
  await later.getByText(/^21 h 5\d min left$/).waitFor();
  await later.clock.setFixedTime(Date.now() + 23.5 * 3_600_000);
  await later.getByText(/^2\d min left$/).waitFor();
  await later.getByText("The reply window closes in less than an hour.").waitFor();
  await later.close();
});

scene("s0_7 s2_9 beside the conversation stands the repair order that messages go to", async () => {
  const order = desk.contact().getByRole("listitem").filter({ hasText: "Repair order 1042" });
  await order.getByText("Brake pads, VW Gol ABC1D23").waitFor();
  await order.getByText("messages go here").waitFor();
  await desk.contact().getByText("Repair order 1021", { exact: true }).waitFor();
});

scene("x6 s0_7 “Why?” tells the rule, its line and what it decided", async () => {
  await desk.act(desk.message(QUESTION), "Why?");
  const dialog = desk.dialog();
  await dialog.getByRole("heading", { name: /^default/ }).waitFor();
  await dialog.getByText(/Filed on record 1042 · Brake pads/).waitFor();
  await dialog.getByText(/^line \d+$/).waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  await dialog.waitFor({ state: "detached" });
});

scene("s0_4 x1 the answer arrives, and its ticks turn read when the chat is opened", async () => {
  await phone.hold("Bruno Keller");
  await desk.answer(ANSWER);
  const answer = desk.message(ANSWER);
  await desk.tick(answer, "Delivered").waitFor();
  assert.equal(await desk.composer().inputValue(), "");
  await phone.hold("Ana Souza");
  await phone.message(ANSWER).waitFor();
  await desk.tick(answer, "Read").waitFor();
  assert.equal(await phone.sent(ANSWER), 1);
});

scene("s3_2 an answered conversation waits no longer", async () => {
  await desk.openDialogs().waitFor({ state: "detached" });
  await desk.page.getByRole("button", { name: "Answered" }).click();
  await desk.row("Ana Souza").waitFor();
});

scene("s1_5 x2 the order is ready, and the phone gets the template with the quote", async () => {
  assert.match(await workshopSays(on.welcome, "1042"), /^order 1042 is ready$/m);
  const arrived = phone.message(READY);
  await arrived.waitFor();
  const { name, bytes } = await save(phone.page, arrived.getByRole("link", { name: "quote-1042.pdf" }));
  assert.equal(name, "quote-1042.pdf");
  assert.equal(bytes.subarray(0, 5).toString("latin1"), "%PDF-");
  assert.ok(bytes.equals(await quotePdf()), "the document is not the one of the order");
});

scene("s1_5 the agent sees it too, with its document and the order's new status", async () => {
  const template = desk.message(READY);
  await desk.tick(template, "Read").waitFor();
  const { bytes } = await save(desk.page, template.getByRole("link", { name: "quote-1042.pdf" }));
  assert.ok(bytes.equals(await quotePdf()));
  await desk.row("Ana Souza").getByText(/^1042 · Ready/i).waitFor();
});

scene("x2 told again, the customer hears it only once", async () => {
  assert.match(await workshopSays(on.welcome, "1042"), /^order 1042 is ready$/m);
  await workshopSays(on.welcome, "1042", "in-progress");
  await desk.row("Ana Souza").getByText(/^1042 · In progress/i).waitFor();
  await desk.answer("One more look at the pads.");
  await phone.message("One more look at the pads.").waitFor();
  assert.equal(await phone.message(READY).count(), 1);
});

scene("x1 what happened is kept for the next start, and an open inbox finds its way back", async () => {
  await desk.composer().fill("Half a sente");
  await on.demo.interrupt();
  await on.demo.run();
  on.windows.complaints.length = 0; // A server that is away is refused, and Chromium says so.
  const bruno = await on.customer("Bruno Keller");
  await bruno.write("Are you open today?");
  await desk.page.getByRole("button", { name: "Attentive" }).click();
  await desk.row("Bruno Keller").getByText("Are you open today?").waitFor();
  await desk.message(ANSWER).waitFor();
  assert.equal(await desk.composer().inputValue(), "Half a sente");
  await bruno.page.close();
});

scene("x6 “Why?” on a message that a rule sent tells the rule", async () => {
  await desk.act(desk.message(READY), "Why?");
  await desk.dialog().getByText(/Sent template .*repair_order_ready/).waitFor();
});
