import type { MessageStatus, Problem } from "../api/types";
import type { IconName } from "../parts/icons";

/** How a message of ours stands, in one sign. */
export interface Tick {
  readonly icon: IconName;
  readonly tone: "quiet" | "read" | "warn" | "bad";
}

const TICKS: Readonly<Record<MessageStatus, Tick>> = {
  queued: { icon: "clock", tone: "quiet" },
  sending: { icon: "clock", tone: "quiet" },
  held: { icon: "pause", tone: "warn" },
  uncertain: { icon: "question", tone: "warn" },
  sent: { icon: "check", tone: "quiet" },
  delivered: { icon: "checks", tone: "quiet" },
  read: { icon: "checks", tone: "read" },
  played: { icon: "checks", tone: "read" },
  failed: { icon: "alert", tone: "bad" },
  discarded: { icon: "close", tone: "quiet" },
};

export function tick(status: MessageStatus): Tick {
  return TICKS[status];
}

export type Advice = "window" | "unreachable" | "limit" | "account" | "field" | "template" | "media" | "expired" | "other";

/** Codes of the host and of providers, by what a person can do about them. */
const ADVICE: readonly (readonly [RegExp, Advice])[] = [
  [/window|never-wrote|131047/, "window"],
  [/expired/, "expired"],
  [/template|1320\d\d/, "template"],
  [/merge-field|unresolved|document-missing/, "field"],
  [/media|13105[23]|too-large|unsupported-type/, "media"],
  [/rate|limit|pace|13004[789]|131048|131056|131049|130429|80007/, "limit"],
  [/auth|token|credential|account|^paused$|^190$|^(0|3|10)$|131031|13104[25]/, "account"],
  [/unreachable|not-on|no-address|blocked|contact-missing|131026|131021|131030|undeliverable/, "unreachable"],
];

export function advice(problem: Problem | null): Advice {
  const code = problem?.code.toLowerCase() ?? "";
  return ADVICE.find(([pattern]) => pattern.test(code))?.[1] ?? "other";
}

/** Whether a person has something to decide. */
export function needsPerson(status: MessageStatus | null): status is "held" | "uncertain" | "failed" {
  return status === "held" || status === "uncertain" || status === "failed";
}
