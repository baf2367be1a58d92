import type { Message } from "../api/types";

export interface Day {
  /** Stays the same when older messages come in above. */
  readonly key: string;
  /** Local date, "2026-03-08". */
  readonly date: string;
  readonly messages: readonly Message[];
}

export function localDate(time: string | number): string {
  const date = new Date(time);
  const pad = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** Messages under the day they were said. One that came late opens its day again, in its place. */
export function byDay(messages: readonly Message[]): Day[] {
  const days: { date: string; messages: Message[] }[] = [];
  for (const message of messages) {
    const date = localDate(message.at);
    const last = days.at(-1);
    if (last?.date === date) last.messages.push(message);
    else days.push({ date, messages: [message] });
  }
  const seen = new Map<string, number>();
  return days.toReversed().map((day) => {
    const count = (seen.get(day.date) ?? 0) + 1;
    seen.set(day.date, count);
    return { ...day, key: `${day.date}/${count}` };
  }).toReversed();
}

/** Whether a message continues the one before it: same author, shortly after. */
export function continues(before: Message | undefined, message: Message): boolean {
  if (!before || before.inbound !== message.inbound) return false;
  if (before.content.kind === "note" || message.content.kind === "note") return false;
  if (before.author.kind !== message.author.kind || before.author.id !== message.author.id) return false;
  return Math.abs(Date.parse(message.at) - Date.parse(before.at)) < 5 * 60_000;
}

export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
