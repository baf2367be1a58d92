// What a plugin is: it is loaded here, on this computer, and asked to describe
// itself, so that a mistake is told in words and not by a trap.
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BuildError } from "./error.js";

const LOOK = `
const { default: plugin } = await import(process.argv[1]);
if (plugin?.interfaces === undefined) throw new Error("export the plugin: \`export default channel(new Acme())\` or \`export default erpModule(new Acme())\`");
const [first] = Object.values(plugin.exports);
first.describe();
process.stdout.write(JSON.stringify({ kind: plugin.kind, interfaces: plugin.interfaces }));
`;

export async function look(bundle) {
  const folder = await mkdtemp(join(tmpdir(), "deskbell-look-"));
  try {
    const file = join(folder, "plugin.mjs");
    await writeFile(file, bundle);
    const run = spawnSync(process.execPath, ["--input-type=module", "--eval", LOOK, file], { encoding: "utf8", timeout: 30_000 });
    if (run.status !== 0) throw new BuildError(`the plugin cannot be loaded and described:\n${run.stderr || run.error}`);
    return JSON.parse(run.stdout.slice(run.stdout.lastIndexOf("{\"kind\"")));
  } finally {
    await rm(folder, { recursive: true });
  }
}
