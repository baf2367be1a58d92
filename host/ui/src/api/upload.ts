import { NoAnswer } from "./problem";

/** The part that has gone up, from 0 to 1. */
export type Progress = (part: number) => void;

export interface Upload {
  readonly file: Blob;
  readonly type: string;
  readonly csrf: string | null;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Posts a file. `fetch` cannot tell how far an upload has come; this can. */
export function post(url: string, { file, type, csrf, progress, signal }: Upload): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", type);
    if (csrf) request.setRequestHeader("x-csrf-token", csrf);
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onload = () => resolve(new Response(request.responseText, { status: request.status, headers: retryAfter(request) }));
    request.onerror = () => reject(new NoAnswer());
    request.onabort = () => reject(new DOMException("given up", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

function retryAfter(request: XMLHttpRequest): HeadersInit {
  const seconds = request.getResponseHeader("retry-after");
  return seconds === null ? {} : { "retry-after": seconds };
}
