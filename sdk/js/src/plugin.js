// From an author's object to what the component exports.
import { during, requestMayHaveLeft } from "./call.js";
import { CallError, toContract } from "./errors.js";
import { exportName, INTERFACES, interfacesOf } from "./interfaces.js";
import * as log from "./log.js";
import { lift, lower, ShapeError } from "./shape.js";
import { FUNCTIONS } from "./vocabulary/shapes.js";

/** Every interface of `pkg` that `plugin` has, ready to be exported. */
export function exportsOf(pkg, plugin) {
  if (typeof plugin?.describe !== "function") throw new TypeError("a plugin is an object with at least the method `describe`");
  const paths = interfacesOf(pkg, plugin);
  const exported = Object.fromEntries(paths.map((path) => [exportName(path), guarded(path, plugin)]));
  return Object.freeze({ kind: pkg === "erp" ? "erp-module" : pkg, interfaces: paths, exports: exported });
}

function guarded(path, plugin) {
  const { functions } = INTERFACES[path];
  const names = Object.keys(FUNCTIONS[path]);
  return Object.fromEntries(names.map((name) => [name, guard(plugin, name, functions[name], FUNCTIONS[path][name])]));
}

function guard(plugin, name, row, signature) {
  const method = row.method ?? name;
  return (...args) =>
    during(name, () => {
      try {
        if (typeof plugin[method] !== "function") throw CallError.unsupported(row.lacks);
        const given = signature.params.map(([, shape], at) => lift(shape, args[at]));
        const made = row.given?.(...given) ?? given;
        return lower(signature.ok, plugin[method](...made), `the answer of ${method}`);
      } catch (error) {
        if (signature.err === undefined) throw error;
        throw lower(signature.err, toContract(error instanceof CallError ? error : unexpected(method, row, error)), "error");
      }
    });
}

/** Only kind and place are told: a message may quote what a customer wrote. */
function unexpected(method, row, error) {
  const kind = error instanceof Error ? error.name : typeof error;
  const fields = [["type", kind], ["stack", stack(error)]];
  if (error instanceof ShapeError) fields.push(["detail", error.message.slice(0, 1024)]);
  log.error(`exception in ${method}`, Object.fromEntries(fields));
  const detail = `${kind} in ${method}; the plugin's log says where`;
  if (row.broken === "final") return CallError.rejected("exception", detail);
  if (row.broken === "careful" && requestMayHaveLeft()) return CallError.uncertain("exception", detail);
  return CallError.retry("exception", detail);
}

/** Without the message, which some engines put in front, and without the generated glue. */
function stack(error) {
  const lines = String(error?.stack ?? "").replace(String(error), "").trim().split("\n");
  return lines.filter((line) => !line.includes("initializer.js")).join("\n").slice(0, 4096);
}
