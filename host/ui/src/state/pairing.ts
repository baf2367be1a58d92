import type { Pairing, PairingMethod } from "../api/types";

/** Steps on the way to a linked account, in their order. */
export const STEPS = ["starting", "code-shown", "confirming", "connected"] as const;
export type Step = (typeof STEPS)[number];

export type Doneness = "done" | "now" | "ahead";

/** Where a step stands; null while nothing has begun or it failed. */
export function doneness(state: Pairing["state"], step: Step): Doneness {
  const at = (STEPS as readonly string[]).indexOf(state);
  const own = STEPS.indexOf(step);
  if (own < at || state === "connected") return "done";
  return own === at ? "now" : "ahead";
}

/** Something is on its way, so that it is worth asking again. */
export function moves(pairing: Pairing | null): boolean {
  return pairing !== null && ["starting", "code-shown", "confirming"].includes(pairing.state);
}

/** What somebody chose before the first code. */
export interface Beginning {
  readonly method: PairingMethod | null;
  readonly phone: string;
  readonly accepted: boolean;
}

/** The method that goes without saying where there is one only. */
export function usualMethod(pairing: Pairing): PairingMethod | null {
  return pairing.methods[0] ?? null;
}

export type Missing = "method" | "phone" | "risk";

/** What keeps it from beginning. */
export function missing(pairing: Pairing, { method, phone, accepted }: Beginning): Missing | null {
  if (method === null || !pairing.methods.includes(method)) return "method";
  if (method === "phone-code" && phone.replace(/\D/g, "").length < 7) return "phone";
  return pairing.risk !== null && !accepted ? "risk" : null;
}

/** Whole seconds until the code is replaced; null: it says not when. */
export function secondsLeft(pairing: Pairing, now: number): number | null {
  if (pairing.expires == null) return null;
  return Math.max(0, Math.ceil((Date.parse(pairing.expires) - now) / 1000));
}

/** For an image: drawn apart from the page, whatever it holds. */
export function qrImage(svg: string): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}
