// Every page in light and dark, at the desk and in the pocket: axe finds nothing
// serious, and nothing is wider than its window.

import { lookOver } from "../src/axe.js";
import { DESK, POCKET } from "../src/browser.js";
import { photo } from "../src/phone.js";
import { stage } from "../src/stage.js";
import { workshopSays } from "../src/workshop.js";

/** @typedef {import("../src/inbox.js").Inbox} Inbox */

const { on, scene } = stage();
/** @type {Awaited<ReturnType<import("playwright-core").BrowserContext["storageState"]>>} */
let signedIn;
let thread = "";

/** Page, and how one gets there. @type {Record<string, (desk: Inbox) => Promise<void>>} */
const PAGES = {
  list: async (desk) => {
    await desk.open();
    await desk.row("Ana Souza").waitFor();
  },
  conversation: async (desk) => {
    await desk.open(thread);
    await desk.message("A photo of it").waitFor();
  },
  contact: async (desk) => {
    await desk.open(`${thread}/contact`);
    await desk.contact().getByText("Repair order 1042", { exact: true }).waitFor();
  },
  template: async (desk) => {
    await desk.open(thread);
    await desk.page.getByRole("button", { name: "Template", exact: true }).click();
    await desk.page.getByRole("combobox", { name: "Choose a template" }).selectOption("repair_order_ready · en");
    await desk.page.getByRole("region", { name: "As the customer will see it" }).getByText(/repair order 1042/).waitFor();
  },
  canned: async (desk) => {
    await desk.open(thread);
    await desk.composer().pressSequentially("/");
    await desk.canned(/hello/).waitFor();
    await lookOver(desk.page, "canned messages");
    await desk.composer().fill("");
  },
  why: async (desk) => {
    await desk.open(thread);
    await desk.act(desk.message("Is it done?"), "Why?");
    await desk.dialog().getByText(/Filed on record/).waitFor();
  },
  queue: async (desk) => {
    await desk.open("#/queue");
    await desk.page.getByRole("heading", { name: "Queue" }).waitFor();
  },
  channels: async (desk) => {
    await desk.open("#/channels");
    await desk.page.getByText("WhatsApp front desk").first().waitFor();
  },
  "own menu": async (desk) => {
    await desk.open();
    await desk.page.getByRole("button", { name: /^Menu of Maria/ }).click();
    await desk.page.getByText("Theme").waitFor();
  },
};

scene("something has happened to look at", async () => {
  const phone = await on.customer("Ana Souza");
  await phone.write("Is it done?");
  await phone.sendPhoto(await photo(phone.page), "A photo of it");
  await workshopSays(on.welcome, "1042");
  await phone.message(/repair order 1042 is ready/).waitFor();
  await phone.page.close();
  const desk = await on.agent();
  await desk.enter();
  await desk.page.getByRole("button", { name: "All", exact: true }).click();
  await desk.choose("Ana Souza");
  thread = new URL(desk.page.url()).hash;
  signedIn = await desk.page.context().storageState();
  await desk.page.close();
});

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  for (const [width, viewport] of Object.entries({ desk: DESK, pocket: POCKET })) {
    const look = { colorScheme, viewport, hasTouch: viewport === POCKET };
    scene(`x8 axe finds nothing serious: sign in, ${colorScheme}, ${width}`, async () => {
      const desk = await on.agent(look);
      await desk.open();
      await desk.page.getByRole("button", { name: "Sign in" }).waitFor();
      await lookOver(desk.page, "sign in");
      await desk.page.close();
    });
    scene(`x8 axe finds nothing serious: the inbox's pages, ${colorScheme}, ${width}`, async () => {
      const desk = await on.agent({ ...look, storageState: signedIn });
      for (const [name, go] of Object.entries(PAGES)) {
        await go(desk);
        await lookOver(desk.page, name);
        await desk.page.goto("about:blank");
      }
      await desk.page.close();
    });
    scene(`x8 axe finds nothing serious: the phone, ${colorScheme}, ${width}`, async () => {
      const phone = await on.customer("Ana Souza", look);
      await phone.message("Is it done?").waitFor();
      await lookOver(phone.page, "phone");
      await phone.page.close();
    });
  }
}
