// Chromium, and windows in it that are looked over while they are open.

import { mkdir } from "node:fs/promises";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** How long something may take to be seen: far above what it takes, so that a busy machine is no fault. */
const PATIENCE_MS = 30_000;
const FAILED = fileURLToPath(new URL("../failed/", import.meta.url));

export const DESK = { width: 1280, height: 800 };
export const POCKET = { width: 390, height: 844 };

/** The first browser on the path. */
export function executable() {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(runs);
  if (!found) throw new Error("no Chromium on the path; install it with: apt-get install chromium");
  return found;
}

/** @param {string} file */
function runs(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts a browser with a fresh profile. */
export async function launch() {
  const browser = await chromium.launch({ executablePath: executable(), headless: true, args: FLAGS });
  return new Windows(browser);
}

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").BrowserContextOptions} Look */

/** All windows of one browser. */
export class Windows {
  /** @param {import("playwright-core").Browser} browser */
  constructor(browser) {
    this.browser = browser;
    /** @type {Page[]} */
    this.pages = [];
    /** What the pages complained about. @type {string[]} */
    this.complaints = [];
  }

  /**
   * Somebody's own browser: nothing is shared with another's.
   * @param {Look} [look]
   */
  async person(look = {}) {
    const usual = { viewport: DESK, locale: "en-GB", timezoneId: "America/Sao_Paulo", colorScheme: /** @type {const} */ ("light") };
    const context = await this.browser.newContext({ ...usual, reducedMotion: "reduce", ...look });
    context.setDefaultTimeout(PATIENCE_MS);
    return context;
  }

  /** @param {import("playwright-core").BrowserContext} context */
  async window(context) {
    const page = await context.newPage();
    this.pages.push(page);
    page.once("close", () => (this.pages = this.pages.filter((open) => open !== page)));
    page.on("pageerror", (error) => this.complaints.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !expected(message.text())) this.complaints.push(`${page.url()}: ${message.text()}`);
    });
    return page;
  }

  /** Fails when a page complained since it was last asked. */
  quiet() {
    const complaints = this.complaints.splice(0);
    if (complaints.length > 0) throw new Error(`a page complained:\n${complaints.join("\n")}`);
  }

  /**
   * Leaves pictures of what was open.
   * @param {string} name
   */
  async remember(name) {
    await mkdir(FAILED, { recursive: true });
    const word = name.replace(/[^a-z0-9]+/gi, "-").slice(0, 60);
    await Promise.all(this.pages.map((page, at) => page.screenshot({ path: join(FAILED, `${word}-${at}.png`) }).catch(() => null)));
  }

  async close() {
    await this.browser.close();
  }
}

/**
 * Chromium writes a line for every answer that is not a success; 401 before
 * signing in is one, and without a network there is no answer at all.
 * @param {string} text
 */
function expected(text) {
  return /status of 401|ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED/.test(text);
}
