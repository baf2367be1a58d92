// The rest of an agent's day at the desk.

import assert from "node:assert/strict";
import { photo } from "../src/phone.js";
import { POCKET } from "../src/browser.js";
import { stage } from "../src/stage.js";

/** @typedef {import("../src/inbox.js").Inbox} Inbox */
/** @typedef {import("../src/phone.js").Phone} Phone */

const { on, scene } = stage();
/** @type {Inbox} */
let desk;
/** @type {Phone} */
let phone;

scene("x8 a wrong password is said so, and the right one still works", async () => {
  desk = await on.agent();
  await desk.open();
  await desk.signIn("not-the-password");
  await desk.page.getByRole("alert").getByText("Login or password is wrong.").waitFor();
  await desk.signIn();
  await desk.nothingOpen().waitFor();
});

scene("s4_4 s4_5 somebody unknown writes and gets a new opportunity", async () => {
  const stranger = await on.customer("New customer");
  await stranger.write("Do you repair gearboxes?");
  const row = desk.row("Do you repair gearboxes?");
  await row.click();
  await desk.contact().getByText(/^Opportunity /).waitFor();
  await stranger.page.close();
});

scene("s0_4 a canned message is found by “/”, filled in and sent", async () => {
  phone = await on.customer("Bruno Keller");
  await phone.write("Oi! When can I come?");
  await desk.choose("Bruno Keller");
  await desk.page.keyboard.press("c");
  await desk.page.keyboard.type("/pick");
  await desk.canned(/\/pickup/).waitFor();
  await desk.page.keyboard.press("Enter");
  assert.match(await desk.composer().inputValue(), /^You can pick up your vehicle/);
  await desk.page.keyboard.press("Enter");
  await phone.message("You can pick up your vehicle Monday to Friday").waitFor();
});

scene("s0_4 s1_15 the fields of a canned message have their values before it leaves", async () => {
  await desk.composer().pressSequentially("/hello");
  await desk.canned(/\/hello/).click();
  await desk.composer().press("Enter");
  await phone.message("Hello Bruno, this is Oficina Demo. How can we help?").waitFor();
  assert.equal(await phone.message("{{").count(), 0);
});

scene("s4_2 a photo from the phone is shown, in the thread and in the list", async () => {
  await phone.sendPhoto(await photo(phone.page), "This is how it looks");
  const picture = desk.message("This is how it looks").getByRole("img", { name: /^Picture/ });
  await picture.waitFor();
  await desk.page.waitForFunction((image) => /** @type {HTMLImageElement} */ (image).naturalWidth === 640, await picture.elementHandle());
  await desk.row("Bruno Keller").getByText("This is how it looks").waitFor();
});

scene("s4_2 a picture from the desk arrives with its caption", async () => {
  await desk.page.locator("input[type=file]").setInputFiles(await photo(desk.page));
  await desk.page.getByRole("button", { name: "Remove brake-disc.jpg" }).waitFor();
  await desk.answer("Yours will look like this");
  const picture = phone.message("Yours will look like this").getByRole("img").first();
  await picture.waitFor();
  await phone.page.waitForFunction((image) => /** @type {HTMLImageElement} */ (image).naturalWidth === 640, await picture.elementHandle());
});

scene("s4_2 a reaction of the customer stands at the message it means", async () => {
  await phone.react(phone.message("You can pick up your vehicle"), "👍");
  await desk.message("You can pick up your vehicle").getByRole("img", { name: "Reaction 👍" }).waitFor();
});

scene("s4_2 quotes go both ways", async () => {
  await phone.quote(phone.message("You can pick up your vehicle"), "Even at 8:00 sharp?");
  const question = desk.message("Even at 8:00 sharp?");
  await question.getByRole("button", { name: /^You can pick up your vehicle/ }).waitFor();
  await desk.act(question, "Reply with quote");
  await desk.answer("Yes, even then.");
  await phone.message("Yes, even then.").getByText("Even at 8:00 sharp?").waitFor();
});

scene("s2_13 an edit is told as far as WhatsApp tells it", async () => {
  await phone.write("I come on Mnday");
  const line = phone.message("I come on Mnday");
  await line.hover();
  await line.getByRole("button", { name: "Edit" }).click();
  await phone.write("I come on Monday");
  await desk.message("I come on Mnday").waitFor();
  await desk.message("Edited message: cannot be shown here").waitFor();
});

scene("a colleague's window shows the same, live", async () => {
  const colleague = await on.agent();
  await colleague.enter();
  await colleague.page.getByRole("button", { name: "All", exact: true }).click();
  await colleague.choose("Bruno Keller");
  await colleague.message("I come on Mnday").waitFor();
  await phone.write("Is there parking?");
  await Promise.all([desk, colleague].map((window) => window.message("Is there parking?").waitFor()));
  await desk.answer("Yes, behind the house.");
  await colleague.tick(colleague.message("Yes, behind the house."), "Read").waitFor();
  await colleague.page.close();
});

scene("x1 what is written without a network is kept, and sent once when it is back", async () => {
  const text = "We close at six today.";
  await desk.page.context().setOffline(true);
  await desk.answer(text);
  await desk.message(text).getByRole("img", { name: /^(On its way|Waits for the connection)/ }).waitFor();
  await desk.composer().fill("And tomorrow");
  assert.equal(await phone.sent(text), 0);
  await desk.page.context().setOffline(false);
  await phone.message(text).waitFor();
  await desk.tick(desk.message(text), "Read").waitFor();
  assert.equal(await desk.message(text).count(), 1);
  assert.equal(await phone.sent(text), 1);
  assert.equal(await desk.composer().inputValue(), "And tomorrow");
  await desk.composer().fill("");
});

scene("at phone width list, conversation and contact come one after the other", async () => {
  const pocket = await on.agent({ viewport: POCKET, hasTouch: true, isMobile: true });
  await pocket.open();
  await pocket.signIn();
  await pocket.page.getByRole("button", { name: "All", exact: true }).click();
  await pocket.row("Bruno Keller").tap();
  await pocket.message("I come on Mnday").waitFor();
  assert.equal(await pocket.row("Bruno Keller").isVisible(), false);
  await pocket.answer("From the pocket.");
  await phone.message("From the pocket.").waitFor();
  await pocket.page.getByRole("link", { name: "Show contact Bruno Keller" }).tap();
  await pocket.contact().getByText("Repair order 1038", { exact: true }).waitFor();
  await pocket.contact().getByRole("link", { name: "Back" }).tap();
  await pocket.page.getByRole("link", { name: "Back to the list" }).tap();
  await pocket.row("Bruno Keller").waitFor();
  const wide = await pocket.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.equal(wide, 0);
  await pocket.page.close();
});

scene("x8 who signs out is out in every window", async () => {
  const second = await on.windows.window(desk.page.context());
  await second.goto(on.welcome.inbox);
  await second.getByText("No conversation is open").waitFor();
  await desk.page.getByRole("button", { name: /^Menu of Maria/ }).click();
  await desk.page.getByRole("button", { name: "Sign out" }).click();
  await desk.page.getByRole("button", { name: "Sign in" }).waitFor();
  await second.reload();
  await second.getByRole("button", { name: "Sign in" }).waitFor();
});
