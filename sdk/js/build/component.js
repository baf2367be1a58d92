// From a folder to a component.
import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { componentize } from "@bytecodealliance/componentize-js";
import { exportName } from "../src/interfaces.js";
import { guestBundle, nativeBundle } from "./bundle.js";
import { BuildError } from "./error.js";
import { look } from "./look.js";
import { ALWAYS, readManifest } from "./manifest.js";
import { WORLD, writeWorld } from "./world.js";

/** Without these the engine imports no WASI. */
const DISABLED = ["random", "stdio", "clocks", "http", "fetch-event"];

export async function component(given) {
  const folder = resolve(given);
  const manifest = await readManifest(folder);
  const entry = await entryOf(folder);
  const { kind, interfaces } = await look(await nativeBundle(folder, entry));
  if (kind !== manifest.kind) {
    throw new BuildError(`plugin.toml says kind = "${manifest.kind}", but the plugin is exported as "${kind}"; mend one of them`);
  }
  const { text, used } = await guestBundle(folder, entry, manifest, interfaces.map(exportName));
  const capabilities = [...ALWAYS, ...used.filter((name) => !ALWAYS.includes(name))];
  return componentOf(text, capabilities, interfaces);
}

/** `main` of package.json, else `src/plugin.js` or `src/plugin.ts`. */
async function entryOf(folder) {
  const text = await readFile(join(folder, "package.json"), "utf8").catch(() => "{}");
  const candidates = [JSON.parse(text).main, "src/plugin.js", "src/plugin.ts"].filter(Boolean);
  for (const candidate of candidates) {
    const path = join(folder, candidate);
    if (await access(path).then(() => true, () => false)) return path;
  }
  throw new BuildError(`${folder} has none of ${candidates.join(", ")}; name the plugin's first file as "main" in package.json`);
}

async function componentOf(text, capabilities, interfaces) {
  const work = await mkdtemp(join(tmpdir(), "deskbell-build-"));
  try {
    const wit = join(work, "wit");
    const source = join(work, "plugin.js");
    await Promise.all([writeWorld(wit, capabilities, interfaces), writeFile(source, text)]);
    const made = await componentize({ sourcePath: source, witPath: wit, worldName: WORLD, disableFeatures: DISABLED, env: {} });
    return made.component;
  } catch (error) {
    throw new BuildError(`no component could be made:\n${error.message}`);
  } finally {
    await rm(work, { recursive: true });
  }
}
