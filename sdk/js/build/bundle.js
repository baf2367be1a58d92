// One module of all that the plugin is made of.
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { VERSIONS } from "../src/vocabulary/shapes.js";
import { BuildError } from "./error.js";
import { missingLines } from "./manifest.js";

const SDK = dirname(dirname(fileURLToPath(import.meta.url)));

/** The module that the component runs, and the capabilities that it imports. */
export async function guestBundle(folder, entry, manifest, interfaces) {
  const used = new Set();
  const text = await bundle(guestEntry(entry, interfaces), folder, [sdk(), host(folder, manifest, used)]);
  return { text, used: [...used] };
}

/** The same for this computer, to look at what the plugin is. */
export function nativeBundle(folder, entry) {
  return bundle(`export { default } from ${JSON.stringify(entry)};`, folder, [sdk()]);
}

function guestEntry(entry, interfaces) {
  const guest = JSON.stringify(join(SDK, "src/guest.js"));
  const names = interfaces.map((name) => `export const ${name} = plugin.exports.${name};`);
  return [`import ${guest};`, `import plugin from ${JSON.stringify(entry)};`, ...names].join("\n");
}

async function bundle(contents, folder, plugins) {
  const result = await build({
    stdin: { contents, resolveDir: folder, sourcefile: "deskbell-entry.js" },
    absWorkingDir: folder,
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "es2023",
    keepNames: true,
    write: false,
    logLevel: "silent",
    plugins,
  }).catch((error) => {
    throw new BuildError(error.errors?.map(told).join("\n") ?? error.message);
  });
  return result.outputFiles[0].text;
}

function told({ text, location }) {
  return location ? `${location.file}:${location.line}: ${text}` : text;
}

/** "@deskbell/sdk" is the one beside this file, whatever is installed. The guest's patches count though nobody imports from them. */
const sdk = () => ({
  name: "deskbell-sdk",
  setup(build) {
    build.onResolve({ filter: /^@deskbell\/sdk(\/|$)/ }, ({ path }) => {
      const name = path.split("/")[2] ?? "index";
      return { path: join(SDK, "src", `${name}.js`), sideEffects: false };
    });
    build.onResolve({ filter: /guest\.js$/ }, ({ path, kind }) =>
      kind === "import-statement" && path === join(SDK, "src/guest.js") ? { path, sideEffects: true } : undefined,
    );
  },
});

/** Leads "#host/NAME" to the host's interface, where the manifest asks for it. */
const host = (folder, manifest, used) => ({
  name: "deskbell-host",
  setup(build) {
    build.onResolve({ filter: /^#host\// }, ({ path }) => {
      const name = path.slice("#host/".length);
      const lines = missingLines(manifest, name);
      if (lines !== undefined) {
        const file = join(relative(process.cwd(), folder), "plugin.toml");
        return { errors: [{ text: `the plugin uses "@deskbell/sdk/${name}", which ${file} does not ask for; add:\n\n${lines}\n` }] };
      }
      used.add(name);
      return { path: `deskbell:host/${name}@${VERSIONS.host}`, external: true };
    });
  },
});
