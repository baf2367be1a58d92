import { NoAnswer, refusal } from "./problem";
import { post, type Progress } from "./upload";

export interface Call {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly query?: Readonly<Record<string, string | number | null | undefined>>;
  readonly json?: unknown;
  readonly file?: Blob;
  /** Makes posting again harmless. */
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The one place where requests are made. */
export class Client {
  csrf: string | null = null;
  /** Server's clock minus ours, in milliseconds; windows close by the server's. */
  clockOffset = 0;
  onUnauthorized: () => void = () => undefined;
  /** The token is out of date, e.g. after signing in again in another tab; true: there is a new one. */
  onStaleToken: () => Promise<boolean> = () => Promise.resolve(false);

  constructor(private readonly base = "/api/v1") {}

  async json<T>(path: string, call: Call = {}): Promise<T> {
    const response = await this.send(path, call);
    return (response.status === 204 ? null : await response.json()) as T;
  }

  /** A large file, with word of how much of it has gone up. */
  async upload<T>(path: string, file: Blob, type: string, progress: Progress, signal: AbortSignal): Promise<T> {
    const go = () => post(this.url(path, {}), { file, type, csrf: this.csrf, progress, signal });
    const response = await go();
    if (response.ok) return (await response.json()) as T;
    if (response.status === 401) this.onUnauthorized();
    const error = await refusal(response);
    if (error.code !== "csrf" || !(await this.onStaleToken())) throw error;
    const again = await go();
    if (!again.ok) throw await refusal(again);
    return (await again.json()) as T;
  }

  async send(path: string, call: Call = {}): Promise<Response> {
    const response = await this.answer(this.url(path, call), this.init(call));
    this.readClock(response);
    if (response.ok) return response;
    if (response.status === 401) this.onUnauthorized();
    const error = await refusal(response);
    if (error.code === "csrf" && (await this.onStaleToken())) return this.again(path, call);
    throw error;
  }

  private async again(path: string, call: Call): Promise<Response> {
    const response = await this.answer(this.url(path, call), this.init(call));
    if (response.ok) return response;
    throw await refusal(response);
  }

  private async answer(url: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, init);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      throw new NoAnswer();
    }
  }

  private url(path: string, { query }: Call): string {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query ?? {})) {
      if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
    }
    const suffix = search.size > 0 ? `?${search.toString()}` : "";
    return `${this.base}${path}${suffix}`;
  }

  private init({ method = "GET", json, file, idempotencyKey, headers, signal }: Call): RequestInit {
    const all = new Headers(headers);
    all.set("accept", all.get("accept") ?? "application/json");
    if (method !== "GET" && this.csrf) all.set("x-csrf-token", this.csrf);
    if (idempotencyKey) all.set("idempotency-key", idempotencyKey);
    if (json !== undefined) all.set("content-type", "application/json");
    const body = file ?? (json === undefined ? null : JSON.stringify(json));
    return { method, headers: all, body, credentials: "same-origin", cache: "no-store", signal: signal ?? null };
  }

  private readClock(response: Response): void {
    const date = Date.parse(response.headers.get("date") ?? "");
    // The header has whole seconds: small differences mean nothing.
    if (!Number.isNaN(date)) this.clockOffset = Math.abs(date - Date.now()) > 2_000 ? date - Date.now() : 0;
  }
}
