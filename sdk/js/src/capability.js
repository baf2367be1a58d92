// The one way to the host.
import { mayAskHost, whyNot } from "./call.js";
import { lift, lower } from "./shape.js";
import { FUNCTIONS } from "./vocabulary/shapes.js";

/**
 * The functions of one interface. `fail` makes an error of the SDK of what the
 * host answered instead of a result.
 */
export function capability(name, host, fail) {
  const functions = FUNCTIONS[`host/${name}`];
  return Object.fromEntries(
    Object.entries(functions).map(([called, signature]) => [called, (...args) => ask(name, host, called, signature, args, fail)]),
  );
}

function ask(name, host, called, signature, args, fail) {
  const what = `@deskbell/sdk/${name}`;
  if (host.outside) throw new Error(`${what} works only inside Deskbell; keep what a unit test covers free of host calls`);
  if (!mayAskHost()) throw new Error(whyNot(what));
  const given = signature.params.map(([param, shape], at) => lower(shape, args[at], `${name}.${called} ${param}`));
  let answer;
  try {
    answer = host[called](...given);
  } catch (error) {
    if (signature.err === undefined || error?.payload === undefined) throw error;
    throw fail(lift(signature.err, error.payload));
  }
  return lift(signature.ok, answer);
}
