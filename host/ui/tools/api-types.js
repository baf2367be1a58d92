// Generates src/api/schema.d.ts from the edge's OpenAPI document; `--check`
// only says whether it is up to date.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const source = new URL("../../http/openapi.json", import.meta.url);
const target = new URL("../src/api/schema.d.ts", import.meta.url);
const text = `// Generated from host/http/openapi.json by \`npm run api\`.\n${astToString(await openapiTS(source))}`;

if (!process.argv.includes("--check")) {
  await writeFile(target, text);
} else if ((await readFile(target, "utf8").catch(() => "")) !== text) {
  console.error("src/api/schema.d.ts does not match host/http/openapi.json: run `npm run api`");
  process.exit(1);
}
