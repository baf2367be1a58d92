// The inbox, in the words of the agent who uses it.

import { readFile } from "node:fs/promises";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").Locator} Locator */

export class Inbox {
  /**
   * @param {Page} page
   * @param {import("./demo.js").Welcome} welcome
   */
  constructor(page, welcome) {
    this.page = page;
    this.welcome = welcome;
  }

  async open(hash = "") {
    await this.page.goto(this.welcome.inbox + hash);
  }

  /** @param {string} [password] */
  async signIn(password = this.welcome.password) {
    await this.page.getByLabel("Login", { exact: true }).fill(this.welcome.login);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }

  /** Opens the page and signs in. */
  async enter() {
    await this.open();
    await this.signIn();
    await this.nothingOpen().waitFor();
  }

  nothingOpen() {
    return this.page.getByText("No conversation is open");
  }

  /** The number of open dialogs beside the page's name. */
  openDialogs() {
    return this.page.getByRole("navigation").getByRole("link", { name: /^Inbox/ }).locator(".badge");
  }

  /** @param {string} name */
  row(name) {
    return this.page.locator("a[data-index]", { hasText: name });
  }

  /** @param {string} name */
  async choose(name) {
    await this.row(name).click();
    await this.thread().waitFor();
    await this.page.getByRole("link", { name: `Show contact ${name}` }).waitFor();
  }

  thread() {
    return this.page.getByRole("region", { name: "Messages" });
  }

  composer() {
    return this.page.getByRole("textbox", { name: "Message, or / for canned ones" });
  }

  /** What is offered after "/". @param {RegExp} name */
  canned(name) {
    return this.page.getByRole("listbox", { name: "Canned messages" }).getByRole("option", { name });
  }

  /** How long free text may still be sent. */
  window() {
    return this.page.getByTitle("How long free text may still be sent", { exact: false });
  }

  /** A line of the conversation. @param {string | RegExp} text */
  message(text) {
    return this.thread().getByRole("listitem").filter({ hasText: text });
  }

  /** @param {Locator} message @param {string} state */
  tick(message, state) {
    return message.getByRole("img", { name: state, exact: true });
  }

  /** Writes and sends with the keyboard. @param {string} text */
  async answer(text) {
    await this.composer().fill(text);
    await this.composer().press("Enter");
  }

  /** @param {Locator} message @param {string} action */
  async act(message, action) {
    await message.hover();
    await message.getByRole("button", { name: "Message actions" }).click();
    await this.page.getByRole("menuitem", { name: action }).click();
  }

  contact() {
    return this.page.getByRole("complementary", { name: "Contact" });
  }

  dialog() {
    return this.page.getByRole("dialog");
  }
}

/**
 * The bytes behind a link that saves a file.
 * @param {Page} page
 * @param {Locator} link
 */
export async function save(page, link) {
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}
