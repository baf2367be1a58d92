// The world of one plugin: what it uses and what it exports, nothing else.
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { VERSIONS } from "../src/vocabulary/shapes.js";

/** The contract lies beside the SDKs: `wit/` of the repository, or `deskbell/wit` of a plugin. */
const CONTRACT = fileURLToPath(new URL("../../../wit", import.meta.url));

export const WORLD = "plugin";

/** Writes the contract and the world into `folder`, as the tools want them. */
export async function writeWorld(folder, capabilities, interfaces) {
  const versioned = (path) => `deskbell:${path}@${VERSIONS[path.split("/")[0]]}`;
  const imports = capabilities.map((name) => `  import ${versioned(`host/${name}`)};\n`);
  const exports = interfaces.map((path) => `  export ${versioned(path)};\n`);
  await mkdir(join(folder, "deps"), { recursive: true });
  await Promise.all(Object.keys(VERSIONS).map((name) => cp(join(CONTRACT, name), join(folder, "deps", name), { recursive: true })));
  await writeFile(join(folder, "world.wit"), `package deskbell:plugin@0.1.0;\n\nworld ${WORLD} {\n${imports.join("")}${exports.join("")}}\n`);
}
