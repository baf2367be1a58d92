import type { ReplyWindow } from "../api/types";

const HOUR = 3_600_000;

export type WindowNow =
  | { readonly kind: "unlimited" }
  | { readonly kind: "open"; readonly left: number; readonly soon: boolean }
  | { readonly kind: "closed"; readonly since: string }
  | { readonly kind: "never-opened" };

/** The window at one moment: the server says when it closes, the clock does the rest (S0.5, S0.6). */
export function windowAt(window: ReplyWindow, now: number): WindowNow {
  switch (window.state) {
    case "unlimited":
    case "never-opened":
      return { kind: window.state };
    case "closed":
      return { kind: "closed", since: window.since };
    case "open": {
      const left = Date.parse(window.closes) - now;
      return left > 0 ? { kind: "open", left, soon: left <= HOUR } : { kind: "closed", since: window.closes };
    }
  }
}

export function allowsFreeText(window: WindowNow): boolean {
  return window.kind === "unlimited" || window.kind === "open";
}

export interface Left {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

export function split(left: number): Left {
  const total = Math.max(0, Math.floor(left / 1000));
  return { hours: Math.floor(total / 3600), minutes: Math.floor((total % 3600) / 60), seconds: total % 60 };
}
