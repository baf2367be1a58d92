import type { Client } from "../api/client";
import { ApiError } from "../api/problem";
import type { FeedChange } from "../state/app";
import { pause } from "../state/connection";
import { sse, SSE_START, type StreamEvent } from "../state/sse";

export interface FeedListener {
  /** The stream is open: whatever is read from now on misses nothing. */
  connected(resumed: boolean): void;
  lost(): number;
  changes(seq: number, changes: FeedChange[]): void;
  typing(conversation: number): void;
  templates(channel: string): void;
  settings(name: string): void;
  reset(seq: number): void;
}

/** Three heartbeats missed: the line is dead although nobody said so. */
const SILENCE = 45_000;
/** Bursts are taken in together, about once a frame. */
const GATHER = 30;

const ENTITIES = new Set(["conversation", "message", "contact", "card", "outbox", "channel"]);

/** Keeps the live feed open, and takes it up again where it broke. */
export class Feed {
  private lastId = "";
  private waiting: FeedChange[] = [];
  /**
   * Counts arrivals. Each event is the newest state there is, so the order of
   * arrival is the order of age; the server's ids only say where to resume.
   */
  private arrivals = 0;
  private resuming = false;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private wake: (() => void) | null = null;

  constructor(
    private readonly client: Client,
    private readonly listener: FeedListener,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    const wanted = () => !signal.aborted;
    while (wanted()) {
      try {
        await this.connect(signal);
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return;
      }
      if (wanted()) await this.sleep(pause(this.listener.lost(), Math.random()), signal);
    }
  }

  /** The network came back: do not sit out the pause. */
  hurry(): void {
    this.wake?.();
  }

  private async connect(signal: AbortSignal): Promise<void> {
    const silence = new AbortController();
    const headers: Record<string, string> = { accept: "text/event-stream" };
    if (this.lastId) headers["last-event-id"] = this.lastId;
    let watchdog = setTimeout(() => silence.abort(), SILENCE);
    try {
      const both = AbortSignal.any([signal, silence.signal]);
      const response = await this.client.send("/events", { headers, signal: both });
      this.resuming = this.lastId !== "";
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      let state = SSE_START;
      for (;;) {
        const piece = await reader?.read();
        if (!piece || piece.done) return;
        clearTimeout(watchdog);
        watchdog = setTimeout(() => silence.abort(), SILENCE);
        const step = sse(state, piece.value);
        state = step.state;
        step.events.forEach((event) => this.take(event));
      }
    } finally {
      clearTimeout(watchdog);
    }
  }

  private take(event: StreamEvent): void {
    if (event.id) this.lastId = event.id;
    if (ENTITIES.has(event.name)) return this.gather(event);
    const data = JSON.parse(event.data) as { conversation: number; channel: string; name: string };
    if (event.name === "ready") this.listener.connected(this.resuming);
    else if (event.name === "typing") this.listener.typing(data.conversation);
    else if (event.name === "templates") this.listener.templates(data.channel);
    else if (event.name === "settings") this.listener.settings(data.name);
    else if (event.name === "reset") {
      this.flush();
      this.listener.reset(++this.arrivals);
    }
  }

  private gather(event: StreamEvent): void {
    this.waiting.push(change(event, ++this.arrivals));
    this.timer ??= setTimeout(() => this.flush(), GATHER);
  }

  private flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (this.waiting.length === 0) return;
    const changes = this.waiting;
    this.waiting = [];
    this.listener.changes(this.arrivals, changes);
  }

  private sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.wake = done;
      signal.addEventListener("abort", done, { once: true });
    });
  }
}

function change(event: StreamEvent, seq: number): FeedChange {
  const view = JSON.parse(event.data) as { id: number; conversation?: number; gone?: boolean };
  // The names of the events and their shapes come from one document on both sides.
  return { of: event.name, change: { id: view.id, conversation: view.conversation, seq, view: view.gone ? null : view } } as FeedChange;
}
