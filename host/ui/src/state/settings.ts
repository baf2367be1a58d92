/**
 * A form for a plugin's settings, made from its JSON Schema. What the form has
 * no field for is edited as JSON and never lost; what it cannot check, the host does.
 */
export type Settings = Readonly<Record<string, unknown>>;

interface Common {
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly required: boolean;
  /** What holds where nothing is entered. */
  readonly fallback: unknown;
  /** It has a value already. */
  readonly set: boolean;
}
export interface TextField extends Common {
  readonly as: "text";
  readonly pattern: RegExp | null;
  readonly shortest: number;
  readonly longest: number;
}
export interface NumberField extends Common {
  readonly as: "number";
  readonly whole: boolean;
  readonly least: number | null;
  readonly most: number | null;
}
export interface SwitchField extends Common {
  readonly as: "switch";
}
export interface ChoiceField extends Common {
  readonly as: "choice";
  readonly options: readonly unknown[];
}
export interface JsonField extends Common {
  readonly as: "json";
}
export type Field = TextField | NumberField | SwitchField | ChoiceField | JsonField;

/** What is typed, by the name of the setting; a choice by the place of its option. */
export type Draft = Readonly<Record<string, string | boolean>>;

export type Fault =
  | { readonly kind: "required" | "number" | "whole" | "pattern" | "json" }
  | { readonly kind: "least" | "most" | "shortest" | "longest"; readonly limit: number };

/** Settings that the schema has no name for, all in one field. */
export const REST = "";

const PLAIN = new Set(["type", "title", "description", "default", "examples", "$comment"]);
const TEXT = new Set([...PLAIN, "pattern", "minLength", "maxLength", "format"]);
/** The last three are for the host to check. */
const NUMBER = new Set([...PLAIN, "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]);

/** The fields for a schema, those that must be filled first. */
export function fieldsOf(schema: unknown, settings: Settings = {}): readonly Field[] {
  const { properties, required, additionalProperties, patternProperties } = record(schema);
  const named = record(properties);
  const needed = new Set(Array.isArray(required) ? (required as unknown[]) : []);
  const fields = Object.entries(named).map(([name, property]) => field(name, record(property), needed.has(name), settings[name]));
  const open = (additionalProperties !== undefined && additionalProperties !== false) || patternProperties !== undefined;
  const more = open || Object.keys(settings).some((name) => !Object.hasOwn(named, name));
  const rest: JsonField = { as: "json", name: REST, title: "", help: "", required: false, fallback: undefined, set: false };
  const sorted = [...fields.filter((f) => f.required), ...fields.filter((f) => !f.required)];
  return more ? [...sorted, rest] : sorted;
}

function field(name: string, property: Settings, required: boolean, value: unknown): Field {
  const common = { name, title: text(property["title"]) || name, help: text(property["description"]), required, fallback: property["default"], set: value !== undefined };
  const made = plainField(common, property);
  // A value of another kind stays as it is until somebody changes it.
  return made && (value === undefined || holds(made, value)) ? made : { as: "json", ...common };
}

function plainField(common: Common, property: Settings): Field | null {
  const only = (known: ReadonlySet<string>) => Object.keys(property).every((key) => known.has(key));
  const options = property["enum"];
  if (Array.isArray(options)) {
    const simple = options.length > 0 && options.every((option) => option === null || typeof option !== "object");
    return simple && only(new Set([...TEXT, ...NUMBER, "enum"])) ? { as: "choice", ...common, options: options as unknown[] } : null;
  }
  const type = property["type"];
  if (type === "string" && only(TEXT)) {
    return { as: "text", ...common, pattern: pattern(property["pattern"]), shortest: number(property["minLength"]) ?? 0, longest: number(property["maxLength"]) ?? Infinity };
  }
  if ((type === "integer" || type === "number") && only(NUMBER)) {
    return { as: "number", ...common, whole: type === "integer", least: number(property["minimum"]), most: number(property["maximum"]) };
  }
  return type === "boolean" && only(PLAIN) ? { as: "switch", ...common } : null;
}

function holds(field: Field, value: unknown): boolean {
  switch (field.as) {
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    case "switch":
      return typeof value === "boolean";
    case "choice":
      return field.options.includes(value);
    case "json":
      return true;
  }
}

/** What the fields show at first. */
export function draftOf(fields: readonly Field[], settings: Settings): Draft {
  const named = new Set(fields.map((field) => field.name));
  const rest = Object.fromEntries(Object.entries(settings).filter(([name]) => !named.has(name)));
  const value = (field: Field) => (field.name === REST ? (Object.keys(rest).length > 0 ? rest : undefined) : settings[field.name]);
  return Object.fromEntries(fields.map((field) => [field.name, shown(field, value(field))]));
}

function shown(field: Field, value: unknown): string | boolean {
  const known = value === undefined ? field.fallback : value;
  if (field.as === "switch") return known === true;
  if (known === undefined) return "";
  if (field.as === "choice") return choiceOf(field, known);
  if (field.as === "json") return JSON.stringify(known, null, 2);
  return typeof known === "string" || typeof known === "number" ? String(known) : "";
}

function choiceOf(field: ChoiceField, value: unknown): string {
  const at = field.options.indexOf(value);
  return at === -1 ? "" : String(at);
}

export interface Filled {
  readonly settings: Settings;
  readonly faults: ReadonlyMap<string, Fault>;
}

/** The settings that were typed, and what is wrong with them. */
export function filled(fields: readonly Field[], draft: Draft): Filled {
  const settings: Record<string, unknown> = {};
  const faults = new Map<string, Fault>();
  for (const field of fields) {
    const read = field.as === "switch" ? { value: draft[field.name] === true } : readText(field, String(draft[field.name] ?? ""));
    if ("fault" in read) faults.set(field.name, read.fault);
    else if (field.name === REST) Object.assign(settings, record(read.value));
    else if (read.value !== undefined && !idle(field, read.value)) settings[field.name] = read.value;
  }
  return { settings, faults };
}

/** An open switch that nobody has to set says nothing. */
function idle(field: Field, value: unknown): boolean {
  return field.as === "switch" && value === false && field.fallback === undefined && !field.required && !field.set;
}

type Read = { readonly value: unknown } | { readonly fault: Fault };

function readText(field: Exclude<Field, SwitchField>, typed: string): Read {
  if (field.as === "text") return readWords(field, typed);
  const trimmed = typed.trim();
  if (trimmed === "") return field.required && field.fallback === undefined ? { fault: { kind: "required" } } : { value: undefined };
  if (field.as === "number") return readNumber(field, trimmed);
  if (field.as === "choice") return { value: field.options[Number(trimmed)] };
  return readJson(field, trimmed);
}

function readWords(field: TextField, typed: string): Read {
  const takes = field.shortest === 0 && (field.pattern?.test("") ?? true);
  if (typed === "") {
    // Left out, the default would come back; an empty text that is allowed is a choice.
    if (takes && (typeof field.fallback === "string" || field.set || field.required)) return { value: "" };
    return field.required && field.fallback === undefined ? { fault: { kind: "required" } } : { value: undefined };
  }
  const length = Array.from(typed).length;
  if (length < field.shortest) return { fault: { kind: "shortest", limit: field.shortest } };
  if (length > field.longest) return { fault: { kind: "longest", limit: field.longest } };
  return field.pattern?.test(typed) === false ? { fault: { kind: "pattern" } } : { value: typed };
}

function readNumber(field: NumberField, typed: string): Read {
  const value = Number(typed);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(typed) || !Number.isFinite(value)) return { fault: { kind: "number" } };
  if (field.whole && !Number.isSafeInteger(value)) return { fault: { kind: "whole" } };
  if (field.least !== null && value < field.least) return { fault: { kind: "least", limit: field.least } };
  return field.most !== null && value > field.most ? { fault: { kind: "most", limit: field.most } } : { value };
}

function readJson(field: JsonField, typed: string): Read {
  try {
    const value: unknown = JSON.parse(typed);
    const fits = field.name !== REST || (typeof value === "object" && value !== null && !Array.isArray(value));
    return fits ? { value } : { fault: { kind: "json" } };
  } catch {
    return { fault: { kind: "json" } };
  }
}

/** What the host says of single settings: "setting `a`: …; setting `b/c`: …". */
export function refusals(detail: string): ReadonlyMap<string, string> {
  const pieces = detail.split(/;\s*(?=setting `)/);
  const found = pieces.flatMap((piece) => {
    const match = /^setting `([^`/]*)[^`]*`: (.*)$/s.exec(piece);
    return match ? [[match[1] ?? "", match[2] ?? ""] as const] : [];
  });
  return new Map(found);
}

function pattern(source: unknown): RegExp | null {
  if (typeof source !== "string") return null;
  try {
    return new RegExp(source, "u");
  } catch {
    // The host reads it, and is asked anyway.
    return null;
  }
}

function record(value: unknown): Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Settings) : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function number(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
