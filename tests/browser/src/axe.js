// axe looks a page over.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SERIOUS = ["serious", "critical"];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/**
 * Fails when axe finds something serious, or when the page is wider than its window.
 * @param {import("playwright-core").Page} page
 * @param {string} name
 */
export async function lookOver(page, name) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async (rules) => {
    const { axe } = /** @type {{ axe: typeof import("axe-core") }} */ (/** @type {unknown} */ (globalThis));
    const { violations } = await axe.run(document, { runOnly: rules });
    return violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, at: nodes.slice(0, 3).map((node) => node.html.slice(0, 160)) }));
  }, RULES);
  const serious = found.filter(({ impact }) => SERIOUS.includes(impact ?? ""));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const faults = serious.map(({ id, help, at }) => `${id}: ${help}\n    ${at.join("\n    ")}`);
  if (wide > 0) faults.push(`the page is ${wide} px wider than its window`);
  if (faults.length > 0) throw new Error(`${name}:\n  ${faults.join("\n  ")}`);
}
