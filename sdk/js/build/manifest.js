// As much of `plugin.toml` as building needs; Deskbell checks all of it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "smol-toml";
import { BuildError } from "./error.js";

/** What each capability needs in the manifest. Those that are not named are always there. */
const ASKED = {
  http: ["http", '[[http]]\nhost = "api.example.com"\nmethods = ["POST"]\nwhy = "…"'],
  kv: ["kv", '[[kv]]\nbucket = "state"\nwhy = "…"'],
  secrets: ["secret", '[[secret]]\nname = "signing_key"\nlabel = "Signing key"\nuse = ["hmac"]\nwhy = "…"'],
  media: ["media", '[media]\nread = true\nwhy = "…"'],
};

/** What the SDK itself needs for errors, `Date` and `Math.random`. */
export const ALWAYS = ["log", "clock", "random", "config"];

export async function readManifest(folder) {
  const path = join(folder, "plugin.toml");
  const text = await readFile(path, "utf8").catch(() => {
    throw new BuildError(`${path} cannot be read; every plugin has one (docs/plugins, "The manifest")`);
  });
  try {
    return parse(text);
  } catch (error) {
    throw new BuildError(`${path}: ${error.message}`);
  }
}

/** Undefined where the manifest asks for the capability, else the lines to add. */
export function missingLines(manifest, capability) {
  const [key, lines] = ASKED[capability] ?? [];
  return key === undefined || manifest[key] !== undefined ? undefined : lines;
}
