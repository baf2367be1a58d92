import type { Endpoints } from "../api/endpoints";
import { ApiError } from "../api/problem";
import type { Message } from "../api/types";
import { pause } from "../state/connection";
import { postable, type Outgoing, type OutgoingEvent } from "../state/outgoing";

export interface Outbag {
  items(): readonly Outgoing[];
  event(event: OutgoingEvent): void;
  /** Where the feed stands now. */
  position(): number;
  delivered(message: Message, asOf: number): void;
}

/**
 * Carries written messages to the server. Each keeps its key until the server
 * has answered, so a broken network never loses nor doubles one.
 */
export class Postman {
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly endpoints: Endpoints,
    private readonly bag: Outbag,
  ) {}

  /** Posts what can be posted now. */
  go(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    for (const item of postable(this.bag.items())) {
      this.bag.event({ kind: "posting", key: item.key });
      void this.post(item);
    }
  }

  private async post(item: Outgoing): Promise<void> {
    const asOf = this.bag.position();
    try {
      const message = await this.endpoints.send(item);
      this.failures = 0;
      this.bag.delivered(message, asOf);
      this.bag.event({ kind: "accepted", key: item.key });
      this.go();
    } catch (error) {
      this.failed(item, error);
    }
  }

  private failed(item: Outgoing, error: unknown): void {
    if (error instanceof ApiError && !error.passing && error.status !== 401) {
      this.bag.event({ kind: "refused", key: item.key, problem: error.problem });
      this.go();
      return;
    }
    this.bag.event({ kind: "unanswered", key: item.key });
    // After signing in again the desk says go.
    if (error instanceof ApiError && error.status === 401) return;
    this.failures += 1;
    const asked = error instanceof ApiError && error.retryAfter ? error.retryAfter * 1000 : 0;
    this.timer ??= setTimeout(() => this.go(), Math.max(asked, pause(this.failures, Math.random())));
  }
}
