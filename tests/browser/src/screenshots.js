// The pictures of docs/screenshots, taken on a walk through the demo.

import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { POCKET } from "./browser.js";
import { photo } from "./phone.js";
import { Stage } from "./stage.js";
import { workshopSays } from "./workshop.js";

/** @typedef {import("playwright-core").Page} Page */

const FOLDER = new URL("../../../docs/screenshots/", import.meta.url);

/** @param {Page} page @param {string} name */
async function take(page, name) {
  await page.evaluate(() => document.fonts.ready);
  // A pointer at rest lights up nothing.
  await page.mouse.move(0, 0);
  await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, FOLDER)), animations: "disabled", caret: "hide" });
  console.log(`docs/screenshots/${name}.png`);
}

/** Four customers write; three of them wait. @param {Stage} on */
async function busyMorning(on) {
  const phone = await on.customer("Олена Коваль");
  await phone.write("Доброго дня! Чи вже відомо, скільки коштуватиме ремінь?");
  await phone.hold("Ioana Marin");
  await phone.write("Hello, is the air conditioning fixed?");
  await phone.write("I need the car on Friday.");
  await phone.hold("Bruno Keller");
  await phone.write("Bom dia! A embreagem ficou pronta?");
  await phone.hold("Ana Souza");
  await phone.write("Is my car ready?");
  return phone;
}

/** @param {Stage} on */
async function walk(on) {
  const desk = await on.agent();
  await desk.open();
  await desk.page.getByRole("button", { name: "Sign in" }).waitFor();
  await take(desk.page, "sign-in");
  await desk.signIn();
  const phone = await busyMorning(on);
  await desk.row("Ana Souza").waitFor();
  await take(desk.page, "inbox-list");

  await desk.choose("Ana Souza");
  await desk.answer("Good morning, Ana! We are fitting the new pads.");
  await phone.message("We are fitting the new pads.").waitFor();
  await phone.sendPhoto(await photo(phone.page), "Is the disc still good?");
  await desk.message("Is the disc still good?").getByRole("img", { name: /^Picture/ }).waitFor();
  await desk.answer("It is: 22 mm are left. You can have the car at five.");
  const last = desk.message("22 mm are left");
  await desk.tick(last, "Read").waitFor();
  await phone.react(phone.message("22 mm are left"), "❤️");
  await last.getByRole("img", { name: /^Reaction/ }).waitFor();
  await desk.page.getByRole("button", { name: "All", exact: true }).click();
  await desk.row("Ana Souza").waitFor();
  await take(desk.page, "inbox-thread");
  await take(phone.page, "phone");

  await desk.act(desk.message("Is my car ready?"), "Why?");
  await desk.dialog().getByText(/Filed on record/).waitFor();
  await desk.dialog().getByText(/^Read \d+ facts?$/).last().click();
  await take(desk.page, "why");
  await desk.page.keyboard.press("Escape");

  await workshopSays(on.welcome, "1042");
  await phone.message(/repair order 1042 is ready/).waitFor();
  await take(phone.page, "phone-template");
  await desk.tick(desk.message(/repair order 1042 is ready/), "Read").waitFor();

  const storageState = await desk.page.context().storageState();
  const thread = new URL(desk.page.url()).hash;
  for (const [name, look] of Object.entries({
    "inbox-dark": { colorScheme: /** @type {const} */ ("dark"), storageState },
    "inbox-phone-width": { viewport: POCKET, hasTouch: true, storageState },
  })) {
    const other = await on.agent(look);
    await other.open(thread);
    await other.message(/repair order 1042 is ready/).waitFor();
    await other.page.waitForFunction(() => [...document.images].every((image) => image.complete));
    await take(other.page, name);
  }
  on.windows.quiet();
}

const on = new Stage();
await mkdir(FOLDER, { recursive: true });
try {
  await on.start();
  await walk(on);
} finally {
  await on.stop();
}
