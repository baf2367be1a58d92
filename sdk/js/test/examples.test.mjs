// Every example of the documentation compiles, and every public item has one or
// leads to one.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

const SDK = join(import.meta.dirname, "..");
const OUT = join(SDK, "build-examples");

/** The lines of `@example` in each documentation comment. */
function examples(text) {
  const comments = text.match(/\/\*\*[\s\S]*?\*\//g) ?? [];
  return comments
    .filter((comment) => comment.includes("@example\n"))
    .map((comment) => comment.split("@example\n")[1].replace(/\*\/$/, "").replace(/^ *\* ?/gm, "").trim());
}

test("examples compile, and so do the declarations (X7)", async () => {
  await rm(OUT, { recursive: true, force: true });
  await mkdir(OUT);
  const files = (await readdir(join(SDK, "src"))).filter((name) => name.endsWith(".d.ts"));
  let count = 0;
  for (const file of files) {
    for (const example of examples(await readFile(join(SDK, "src", file), "utf8"))) {
      await writeFile(join(OUT, `${file.replace(".d.ts", "")}-${++count}.ts`), `${example}\nexport {};\n`);
    }
  }
  const readme = await readFile(join(SDK, "README.md"), "utf8");
  for (const [, example] of readme.matchAll(/```ts\n([\s\S]*?)```/g)) {
    await writeFile(join(OUT, `readme-${++count}.ts`), `${example}\nexport {};\n`);
  }
  const run = spawnSync(process.execPath, [join(SDK, "node_modules/typescript/bin/tsc"), "-p", SDK], { encoding: "utf8" });
  assert.equal(run.stdout, "");
  assert.equal(run.status, 0, run.stderr);
  assert.ok(count > 20, `only ${count} examples were found`);
  await rm(OUT, { recursive: true });
});

test("every exported function and class has an example, or leads to one (X7)", async () => {
  for (const file of (await readdir(join(SDK, "src"))).filter((name) => name.endsWith(".d.ts"))) {
    const text = await readFile(join(SDK, "src", file), "utf8");
    for (const [, comment, name] of text.matchAll(/(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)\n(?:export|declare) (?:function|class) (\w+)/g)) {
      assert.match(comment, /@example\n|\{@link/, `${file}: ${name}`);
    }
    const bare = text.match(/(?<!\*\/)\nexport (function|class|const|interface) \w+/);
    assert.equal(bare, null, `${file} has no comment at${bare?.[0]}`);
  }
});
