// Values on their way over the border. The engine turns a wrong value into a
// bare trap; here it becomes an error that names the field. Numbers of 64 bits
// are bigints in the engine and plain numbers for the author.
import { TYPES } from "./vocabulary/shapes.js";

const RANGES = {
  u8: [0, 0xff],
  u16: [0, 0xffff],
  u32: [0, 0xffffffff],
  u64: [0, Number.MAX_SAFE_INTEGER],
  s8: [-0x80, 0x7f],
  s16: [-0x8000, 0x7fff],
  s32: [-0x80000000, 0x7fffffff],
  s64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

/** A value that does not fit the contract. Its message names places and types, never values. */
export class ShapeError extends TypeError {
  name = "ShapeError";
}

/** What the engine takes, of what the plugin made. */
export function lower(shape, value, path) {
  if (typeof value?.then === "function") throw unfit(path, "an answer", value);
  if (shape === null) return undefined;
  if (typeof shape === "string") return TYPES[shape] ? lowerNamed(TYPES[shape], value, path) : lowerPlain(shape, value, path);
  const [kind, ...parts] = shape;
  if (kind === "option") return value === undefined || value === null ? undefined : lower(parts[0], value, path);
  if (!Array.isArray(value)) throw unfit(path, "a list", value);
  if (kind === "list") return value.map((item, at) => lower(parts[0], item, `${path}[${at}]`));
  if (value.length !== parts.length) throw new ShapeError(`${path}: expected ${parts.length} items, got ${value.length}`);
  return parts.map((part, at) => lower(part, value[at], `${path}[${at}]`));
}

/** What the plugin sees, of what the engine handed over. */
export function lift(shape, value) {
  if (shape === null || value === undefined) return undefined;
  if (typeof value === "bigint") return Number(value);
  if (shape === "bytes") return bytes(value);
  if (typeof shape === "string") return TYPES[shape] ? liftNamed(TYPES[shape], value) : value;
  const [kind, ...parts] = shape;
  if (kind === "option") return lift(parts[0], value);
  if (kind === "result") return { tag: value.tag, val: lift(parts[value.tag === "ok" ? 0 : 1], value.val) };
  if (kind === "list") return Array.from(value, (item) => lift(parts[0], item));
  return parts.map((part, at) => lift(part, value[at]));
}

function lowerNamed(type, value, path) {
  if (type.enum) {
    if (!type.enum.includes(value)) throw new ShapeError(`${path}: expected one of ${type.enum.join(", ")}`);
    return value;
  }
  if (typeof value !== "object" || value === null) throw unfit(path, "an object", value);
  if (type.flags) return lowerFlags(type.flags, value, path);
  if (type.variant) return lowerVariant(type.variant, value, path);
  refuseUnknown(Object.keys(type.record), value, path);
  return Object.fromEntries(
    Object.entries(type.record).map(([name, shape]) => {
      const missing = value[name] === undefined && type.lax && shape === "bool";
      return [name, missing ? false : lower(shape, value[name], `${path}.${name}`)];
    }),
  );
}

function lowerFlags(names, value, path) {
  refuseUnknown(names, value, path);
  return Object.fromEntries(names.map((name) => [name, Boolean(value[name])]));
}

function lowerVariant(cases, value, path) {
  if (!Object.hasOwn(cases, value.tag)) throw new ShapeError(`${path}.tag: expected one of ${Object.keys(cases).join(", ")}`);
  const shape = cases[value.tag];
  return shape === null ? { tag: value.tag } : { tag: value.tag, val: lower(shape, value.val, `${path}.val`) };
}

/** A field with a typing mistake would be dropped without a word. */
function refuseUnknown(known, value, path) {
  const unknown = Object.keys(value).find((name) => value[name] !== undefined && !known.includes(name));
  if (unknown !== undefined) throw new ShapeError(`${path}: there is no field "${unknown}"; known are ${known.join(", ")}`);
}

function lowerPlain(shape, value, path) {
  if (shape === "string" && typeof value === "string") return value;
  if (shape === "bool" && typeof value === "boolean") return value;
  if (shape === "bytes" && ArrayBuffer.isView(value)) return bytes(value);
  if (RANGES[shape]) return lowerNumber(shape, value, path);
  throw unfit(path, { string: "a text", bool: "true or false", bytes: "a Uint8Array" }[shape] ?? shape, value);
}

function lowerNumber(shape, value, path) {
  const wide = shape.endsWith("64");
  if (wide && typeof value === "bigint") return value;
  const [low, high] = RANGES[shape];
  if (!Number.isInteger(value) || value < low || value > high) throw unfit(path, `a whole number from ${low} to ${high}`, value);
  return wide ? BigInt(value) : value;
}

function liftNamed(type, value) {
  if (type.variant) return value.val === undefined ? { tag: value.tag } : { tag: value.tag, val: lift(type.variant[value.tag], value.val) };
  if (!type.record) return value;
  return Object.fromEntries(Object.entries(type.record).map(([name, shape]) => [name, lift(shape, value[name])]));
}

/** The engine's bytes come from another realm, where `instanceof Uint8Array` would be false. */
function bytes(view) {
  return view instanceof Uint8Array ? view : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function unfit(path, expected, value) {
  const found = typeof value?.then === "function" ? "a promise (nothing in the contract is asynchronous)" : value === null ? "null" : typeof value;
  return new ShapeError(`${path}: expected ${expected}, got ${found}`);
}
