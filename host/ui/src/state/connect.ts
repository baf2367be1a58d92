import type { ChannelToConnect, Routing } from "../api/types";
import { filled, refusals, type Draft, type Fault, type Field, type Settings } from "./settings";
import { isChannelId } from "./slug";

export type Accept = NonNullable<Routing["accept"]>;

/** What is entered to connect an account. */
export interface Entered {
  readonly id: string;
  readonly name: string;
  readonly plugin: string;
  readonly settings: Draft;
  readonly secrets: Readonly<Record<string, string>>;
  readonly accept: Accept;
  /** A number on each line. */
  readonly excluded: string;
}

/** What is wrong with it, field by field. */
export interface Faults {
  readonly name: boolean;
  readonly id: boolean;
  readonly settings: ReadonlyMap<string, Fault>;
}

export const NO_FAULTS: Faults = { name: false, id: false, settings: new Map() };

export function faultCount({ name, id, settings }: Faults): number {
  return Number(name) + Number(id) + settings.size;
}

export interface Checked {
  readonly channel: Omit<ChannelToConnect, "settings"> & { readonly settings: Settings };
  readonly faults: Faults;
}

/** As the host takes it. */
export function checked(fields: readonly Field[], entered: Entered): Checked {
  const { settings, faults } = filled(fields, entered.settings);
  const name = entered.name.trim();
  const secrets = Object.fromEntries(Object.entries(entered.secrets).filter(([, value]) => value !== "").map(([key, value]) => [key, [value]]));
  const channel = { id: entered.id, name, plugin: entered.plugin, settings, secrets, routing: routing(entered) };
  return { channel, faults: { name: name === "", id: !isChannelId(entered.id), settings: faults } };
}

function routing({ accept, excluded }: Entered): Routing {
  const numbers = excluded.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  return { new_card_module: null, accept, excluded: accept === "except-listed" ? numbers : [] };
}

/** Where the host found a mistake. */
export interface Refused {
  /** "id", "settings", "secrets.token"; "" where it fits no field. */
  readonly at: string;
  readonly settings: ReadonlyMap<string, string>;
}

export function refusedAt(error: { readonly code: string; readonly field: string | null; readonly detail: string } | null): Refused {
  const none: Refused = { at: "", settings: new Map() };
  if (error === null) return none;
  if (error.code === "channel-exists" || error.field === "channel") return { ...none, at: "id" };
  if (error.field?.startsWith("secrets.")) return { ...none, at: error.field };
  const settings = error.field === "config" ? refusals(error.detail) : none.settings;
  return settings.size > 0 ? { at: "settings", settings } : none;
}
