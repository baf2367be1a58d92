// What the tests of a file share: one demo, one browser, and tests that come in
// order because each goes on where the one before it stopped.

import { after, before, test } from "node:test";
import { launch } from "./browser.js";
import { Demo } from "./demo.js";
import { Inbox } from "./inbox.js";
import { Phone } from "./phone.js";

/** @typedef {import("./browser.js").Look} Look */

export class Stage {
  /** @type {Demo | undefined} */
  #demo;
  /** @type {import("./browser.js").Windows | undefined} */
  #windows;

  async start() {
    this.#demo = await Demo.start();
    this.#windows = await launch();
  }

  get demo() {
    if (!this.#demo) throw new Error("the demo has not started");
    return this.#demo;
  }

  get welcome() {
    return this.demo.welcome;
  }

  get windows() {
    if (!this.#windows) throw new Error("the browser has not started");
    return this.#windows;
  }

  /** An agent at their own browser, not signed in. @param {Look} [look] */
  async agent(look) {
    return new Inbox(await this.windows.window(await this.windows.person(look)), this.welcome);
  }

  /** A customer with a phone in the hand. @param {string} name @param {Look} [look] */
  async customer(name, look) {
    const phone = new Phone(await this.windows.window(await this.windows.person(look)), this.welcome);
    await phone.open();
    await phone.hold(name);
    return phone;
  }

  async stop() {
    await this.#windows?.close();
    await this.#demo?.stop();
  }
}

/** Longer than any wait inside, so that those say what they waited for. */
const LATEST_MS = 240_000;

/** A stage for the tests of this file, and how they are written. */
export function stage() {
  const on = new Stage();
  before(() => on.start());
  after(() => on.stop());
  /** @param {string} name @param {() => Promise<void>} act */
  const scene = (name, act) =>
    test(name, { timeout: LATEST_MS }, async () => {
      try {
        await act();
        on.windows.quiet();
      } catch (error) {
        await on.windows.remember(name);
        on.windows.complaints.length = 0;
        throw error;
      }
    });
  return { on, scene };
}
