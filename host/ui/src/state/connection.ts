/** How the live feed stands. */
export interface Connection {
  readonly phase: "connecting" | "live" | "broken";
  /** Since when it is not live; for showing it only when it lasts. */
  readonly since: number;
  readonly attempts: number;
}

export type ConnectionEvent =
  | { kind: "connected" }
  | { kind: "lost"; at: number };

export const CONNECTING: Connection = { phase: "connecting", since: 0, attempts: 0 };

export function connection(state: Connection, event: ConnectionEvent): Connection {
  if (event.kind === "connected") return { phase: "live", since: 0, attempts: 0 };
  return { phase: "broken", since: state.phase === "broken" ? state.since : event.at, attempts: state.attempts + 1 };
}

/** Wait before the next attempt: half a second, doubling to 20 s; `jitter` is 0 to 1. */
export function pause(attempts: number, jitter: number): number {
  const base = Math.min(20_000, 500 * 2 ** Math.min(attempts - 1, 10));
  return Math.round(base * (0.75 + jitter / 2));
}
