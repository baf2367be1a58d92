import type { Problem } from "./types";

/** The server's refusal, as RFC 9457 tells it. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly field: string | null,
    readonly retryAfter: number | null,
  ) {
    super(detail);
  }

  get problem(): Problem {
    return { code: this.code, detail: this.detail };
  }

  /** Asking again later can help: the server or the way to it was at fault. */
  get passing(): boolean {
    return this.status === 429 || this.status >= 500;
  }
}

/** No answer came; whether the server got the request is not known. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
  constructor() {
    super("no answer from the server");
  }
}

export async function refusal(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const body = record(await response.json().catch(() => null));
  return new ApiError(
    response.status,
    text(body["reason"]) ?? text(body["code"]) ?? `http-${response.status}`,
    text(body["detail"]) ?? text(body["title"]) ?? response.statusText,
    text(body["field"]),
    Number.isFinite(retryAfter) ? retryAfter : null,
  );
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
