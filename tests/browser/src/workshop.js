// The workshop's own program: the script that the documentation gives to a
// shop's programmer, run as it stands there.

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = new URL("../../../", import.meta.url);
const SCRIPT = fileURLToPath(new URL("docs/plugins/workshop-ready.sh", ROOT));

/**
 * Tells that an order has a new status; gives what the script printed.
 * @param {import("./demo.js").Welcome} welcome
 * @param {string[]} words number, status, customer, title
 */
export async function workshopSays(welcome, ...words) {
  const env = { ...process.env, HOOK: welcome.hook, SECRET: welcome.secret };
  const { stdout } = await promisify(execFile)("bash", [SCRIPT, ...words], { env });
  return stdout.trim();
}

/** The quote that the demo's order 1042 carries. */
export function quotePdf() {
  return readFile(new URL("host/cli/assets/quote-1042.pdf", ROOT));
}
