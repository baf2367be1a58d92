/** Which rule spoke: its pack, and where in it. */
export interface RuleAuthor {
  readonly pack: string;
  readonly hook: string | null;
  readonly line: number | null;
}

/** Reads "pack: hook:line", as the host names a rule; what does not look so is a name alone. */
export function ruleAuthor(name: string): RuleAuthor {
  const cut = name.indexOf(": ");
  if (cut === -1) return { pack: name, hook: null, line: null };
  const [, hook = "", line] = /^(.*?)(?::(\d+))?$/.exec(name.slice(cut + 2)) ?? [];
  return { pack: name.slice(0, cut), hook: hook || null, line: line === undefined ? null : Number(line) };
}
