#!/usr/bin/env node
// node build.mjs PLUGIN_FOLDER OUT.wasm
//
// Makes a component of a plugin in JavaScript or TypeScript. The manifest is
// read, not embedded: `deskbell plugin build` does that.
import { rename, writeFile } from "node:fs/promises";
import { BuildError } from "./build/error.js";

const USAGE = "usage: node build.mjs PLUGIN_FOLDER OUT.wasm";

async function main([folder, out, ...rest]) {
  if (folder === undefined || out === undefined || rest.length > 0) throw new BuildError(USAGE);
  const { component } = await import("./build/component.js").catch(explainMissingTools);
  const bytes = await component(folder);
  // Whoever reads `out` meanwhile sees the old file or the new one.
  await writeFile(`${out}.new`, bytes);
  await rename(`${out}.new`, out);
  console.log(`${out} ${bytes.length} bytes`);
}

function explainMissingTools(error) {
  if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
  throw new BuildError(`the build tools are not installed; run: npm ci --prefix ${import.meta.dirname}`);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(`build.mjs: ${error instanceof BuildError ? error.message : error.stack}`);
  process.exitCode = 1;
});
