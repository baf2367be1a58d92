// Errors, told as what Deskbell should do about them.

const MAX_CODE = 64;
const MAX_DETAIL = 1024;

export class CallError extends Error {
  name = "CallError";

  constructor(kind, code, detail, more = {}) {
    super(`${detail} (${code})`);
    this.kind = kind;
    this.code = cut(String(code), MAX_CODE);
    this.detail = cut(String(detail), MAX_DETAIL);
    this.uncertain = more.uncertain ?? false;
    this.afterMs = more.afterMs;
    this.scope = more.scope;
  }

  static retry(code, detail) {
    return new CallError("retry", code, detail);
  }

  static uncertain(code, detail) {
    return new CallError("retry", code, detail, { uncertain: true });
  }

  static rateLimited(code, detail, afterMs) {
    return new CallError("rate-limited", code, detail, { afterMs, scope: "account" });
  }

  static rateLimitedRecipient(code, detail, afterMs) {
    return new CallError("rate-limited", code, detail, { afterMs, scope: "recipient" });
  }

  static auth(code, detail) {
    return new CallError("auth", code, detail);
  }

  static rejected(code, detail) {
    return new CallError("rejected", code, detail);
  }

  static unsupported(what) {
    return new CallError("unsupported", "unsupported", what);
  }

  after(ms) {
    if (this.isTransient) this.afterMs = ms;
    return this;
  }

  repeatable() {
    this.uncertain = false;
    return this;
  }

  get isTransient() {
    return this.kind === "retry" || this.kind === "rate-limited";
  }
}

/** The same as the contract writes it. */
export function toContract(error) {
  const problem = { code: error.code, detail: error.detail };
  if (error.kind === "retry") return { tag: "retry", val: { problem, afterMs: error.afterMs, uncertain: error.uncertain } };
  if (error.kind === "rate-limited") return { tag: "rate-limited", val: { problem, afterMs: error.afterMs ?? 0, scope: error.scope } };
  return { tag: error.kind, val: problem };
}

/** The longest beginning of at most `max` bytes. */
function cut(text, max) {
  if (text.length * 3 <= max) return text;
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    const point = character.codePointAt(0);
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    if (bytes > max) return text.slice(0, end);
    end += character.length;
  }
  return text;
}
