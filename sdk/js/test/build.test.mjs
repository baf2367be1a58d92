// What the build tells an author before it makes a component.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { guestBundle, nativeBundle } from "../build/bundle.js";
import { component } from "../build/component.js";
import { look } from "../build/look.js";
import { ALWAYS, readManifest } from "../build/manifest.js";
import { writeWorld } from "../build/world.js";

const folder = await mkdtemp(join(tmpdir(), "deskbell-test-"));
after(() => rm(folder, { recursive: true }));
let count = 0;

const HEAD = 'import { channel } from "@deskbell/sdk/channel";\n';
const PLUGIN = "export default channel({ describe: () => ({ channelKind: 'a', features: {}, maxText: 1, pacePer10s: 1 }), handle() {} });\n";

async function plugin(source, manifest = 'kind = "channel"\n') {
  const made = join(folder, `plugin-${++count}`);
  await mkdir(join(made, "src"), { recursive: true });
  await writeFile(join(made, "plugin.toml"), manifest);
  await writeFile(join(made, "src/plugin.js"), source);
  return made;
}

const entry = (made) => join(made, "src/plugin.js");

test("a capability that the manifest does not ask for is told with the lines to add (X7)", async () => {
  const made = await plugin(`${HEAD}import { Bucket } from "@deskbell/sdk/kv";\nexport const bucket = new Bucket("a");\n${PLUGIN}`);
  await assert.rejects(component(made), (error) => {
    assert.match(error.message, /the plugin uses "@deskbell\/sdk\/kv", which .*plugin\.toml does not ask for; add:\n\n\[\[kv\]\]\nbucket = /);
    return true;
  });
});

test("the world has what is used and nothing else (X7)", async () => {
  const made = await plugin(`${HEAD}import * as http from "@deskbell/sdk/http";\n${PLUGIN.replace("handle() {}", "handle() { http.get('').send() }")}`, 'kind = "channel"\n[[http]]\nhost = "a"\n[[kv]]\nbucket = "b"\n');
  const { text, used } = await guestBundle(made, entry(made), await readManifest(made), ["connector", "webhook"]);
  assert.deepEqual(used.filter((name) => !ALWAYS.includes(name)), ["http"]);
  assert.match(text, /deskbell:host\/http@0\.1\.0/);
  assert.match(text, /Math\.random = /, "the guest's surroundings belong to every bundle");
  await writeWorld(join(folder, "world"), [...ALWAYS, "http"], ["channel/connector"]);
  const world = await readFile(join(folder, "world/world.wit"), "utf8");
  assert.match(world, /import deskbell:host\/http@0\.1\.0;\n {2}export deskbell:channel\/connector@0\.1\.0;/);
});

test("what the plugin is, is seen by loading it", async () => {
  const seen = async (source) => look(await nativeBundle(folder, entry(await plugin(source))));
  assert.deepEqual(await seen(HEAD + PLUGIN), { kind: "channel", interfaces: ["channel/connector", "channel/webhook"] });
  await assert.rejects(seen(`${HEAD}export default 1;\n`), /export the plugin: `export default channel/);
  await assert.rejects(seen(`${HEAD}export default channel({ describe: () => ({ channelKind: 'a' }) });\n`), /the answer of describe/);
  await assert.rejects(seen("import 'nowhere';\n"), /src\/plugin\.js:1: Could not resolve "nowhere"/);
});

test("kind and manifest must agree, and there must be a first module", async () => {
  await assert.rejects(component(await plugin(HEAD + PLUGIN, 'kind = "erp-module"\n')), /mend one of them/);
  await assert.rejects(component(await plugin(HEAD + PLUGIN, "kind = \n")), /plugin\.toml: /);
  const made = await plugin("");
  await rm(entry(made));
  await assert.rejects(component(made), /has none of src\/plugin\.js, src\/plugin\.ts/);
  await assert.rejects(component(join(folder, "nowhere")), /plugin\.toml cannot be read/);
});
