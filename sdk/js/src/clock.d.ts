/** The time. `Date.now()`, `new Date()` and `performance.now()` lead here too. */

/**
 * Milliseconds since 1970-01-01T00:00:00Z by the host's clock, which may jump
 * either way when it is set.
 *
 * @example
 * import { nowMs } from "@deskbell/sdk/clock";
 *
 * const inAnHour = () => nowMs() + 3_600_000;
 */
export function nowMs(): number;

/**
 * Milliseconds since this call began. Never goes back; only differences mean
 * something.
 *
 * @example
 * import { monotonicMs } from "@deskbell/sdk/clock";
 * import type { CallCtx } from "@deskbell/sdk";
 *
 * const timeLeft = (ctx: CallCtx) => ctx.deadlineMs - monotonicMs();
 */
export function monotonicMs(): number;
