// A line for each test, what failed in full, and the sum at the end.

/** @param {AsyncIterable<{ type: string, data: any }>} source */
export default async function* report(source) {
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of source) {
    if (type === "test:stderr" || type === "test:stdout") yield data.message;
    if (type !== "test:pass" && type !== "test:fail") continue;
    if (type === "test:pass") passed += 1;
    else failed += 1;
    const took = (data.details.duration_ms / 1000).toFixed(1);
    yield `${type === "test:pass" ? "ok  " : "FAIL"} ${data.name} (${took} s)\n`;
    if (type === "test:fail") yield `${indented(data.details.error)}\n`;
  }
  yield `${passed} passed, ${failed} failed\n`;
}

/** @param {Error & { cause?: unknown }} error */
function indented(error) {
  const cause = error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : String(error.cause ?? error.stack);
  return cause.replace(/^/gm, "    ");
}
