/** One event of a server-sent stream. */
export interface StreamEvent {
  readonly id: string;
  readonly name: string;
  readonly data: string;
}

export interface SseState {
  readonly rest: string;
  readonly lastId: string;
}

export const SSE_START: SseState = { rest: "", lastId: "" };

/** Takes a piece of the stream, wherever it was cut; gives the events that are complete. */
export function sse(state: SseState, chunk: string): { state: SseState; events: StreamEvent[] } {
  const text = state.rest + chunk;
  // A lone CR at the end may be half of a line end.
  const held = text.endsWith("\r") ? "\r" : "";
  const blocks = (held ? text.slice(0, -1) : text).replace(/\r\n?/g, "\n").split("\n\n");
  const rest = (blocks.pop() ?? "") + held;
  let lastId = state.lastId;
  const events: StreamEvent[] = [];
  for (const block of blocks) {
    const fields = parse(block);
    if (fields.id !== null) lastId = fields.id;
    if (fields.data !== null) events.push({ id: lastId, name: fields.name, data: fields.data });
  }
  return { state: { rest, lastId }, events };
}

function parse(block: string): { id: string | null; name: string; data: string | null } {
  const data: string[] = [];
  let id: string | null = null;
  let name = "message";
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const value = line.slice(colon + 1).replace(/^ /, "");
    if (line.startsWith("data:")) data.push(value);
    else if (line.startsWith("id:")) id = value;
    else if (line.startsWith("event:")) name = value;
  }
  return { id, name, data: data.length > 0 ? data.join("\n") : null };
}
