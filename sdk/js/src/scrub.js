// Keeps customers out of error texts; word for word as in the SDK of each language.

const CLOSING = { "“": "”", "«": "»" };
// The engine of the component knows no Unicode classes such as \p{L}: whatever
// is not ASCII counts as a letter, but for punctuation and signs.
const WORD = /[0-9A-Za-z\u00aa\u00b5\u00ba\u00c0-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff\u{10000}-\u{1efff}\u{20000}-\u{3ffff}]/u;

export function scrub(text) {
  return digits(quotes(text));
}

function quotes(text) {
  let out = "";
  let rest = text;
  for (let open = opening(rest); open >= 0; open = opening(rest)) {
    const close = CLOSING[rest[open]] ?? rest[open];
    const inside = rest.slice(open + 1);
    const length = closing(inside, close);
    out += rest.slice(0, open + 1);
    rest = inside;
    if (length < 0) continue;
    const quoted = inside.slice(0, length);
    out += (fieldName(quoted) ? quoted : "…") + close;
    rest = inside.slice(length + 1);
  }
  return out + rest;
}

/** Where a quote begins: not at the apostrophe within a word ("user's"). */
function opening(text) {
  const characters = [...text];
  let at = 0;
  for (const [index, character] of characters.entries()) {
    const withinWord = index > 0 && WORD.test(characters[index - 1]);
    if ("\"'“«".includes(character) && (character !== "'" || !withinWord)) return at;
    at += character.length;
  }
  return -1;
}

/** Where the quote ends, by the same rule. */
function closing(inside, close) {
  const characters = [...inside];
  let at = 0;
  for (const [index, character] of characters.entries()) {
    if (character === close && !(index + 1 < characters.length && WORD.test(characters[index + 1]))) return at;
    at += character.length;
  }
  return -1;
}

function fieldName(text) {
  return /^[a-z0-9_[\].]{0,60}$/.test(text);
}

function digits(text) {
  return text.replace(/(?:\+[ ()-]*)?[0-9][0-9 ()-]*/g, (run) => {
    if (run.replace(/[^0-9]/g, "").length < 6) return run;
    return "…" + run.slice(run.replace(/[ ()-]+$/, "").length);
  });
}
