import type { en } from "./en";

/** Forms by Intl.PluralRules; a language has those it needs. */
export interface Plural {
  readonly one?: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
}

export type Key = keyof typeof en;
/** Every language says everything that English says, in the same form. */
export type Catalogue = { readonly [K in Key]: (typeof en)[K] extends string ? string : Plural };

type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type Form<K extends Key> = (typeof en)[K] extends { readonly other: infer O } ? O : (typeof en)[K];
type Needed<K extends Key> = Names<Form<K>> | ((typeof en)[K] extends string ? never : "count");
/** The placeholders of a message, by name. */
export type Params<K extends Key> = [Needed<K>] extends [never] ? [] : [Readonly<Record<Needed<K>, string | number>>];

export const LANGUAGES = {
  en: "English",
  "pt-BR": "Português (Brasil)",
  uk: "Українська",
  ro: "Română",
  el: "Ελληνικά",
} as const;
export type Language = keyof typeof LANGUAGES;

export function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(LANGUAGES, tag);
}

/** The best language we have for what somebody prefers. */
export function chooseLanguage(wanted: readonly (string | null | undefined)[]): Language {
  for (const tag of wanted) {
    if (!tag) continue;
    if (isLanguage(tag)) return tag;
    const base = tag.split("-")[0]?.toLowerCase() ?? "";
    const found = (Object.keys(LANGUAGES) as Language[]).find((language) => language.split("-")[0] === base);
    if (found) return found;
  }
  return "en";
}

type Values = Readonly<Record<string, string | number>>;

/** A message with its placeholders filled; numbers as the language writes them. */
export function format(language: Language, message: string | Plural, values: Values): string {
  const text = typeof message === "string" ? message : form(language, message, Number(values["count"] ?? 0));
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? new Intl.NumberFormat(language).format(value) : value;
  });
}

function form(language: Language, plural: Plural, count: number): string {
  const rule = new Intl.PluralRules(language).select(count);
  return (rule === "one" || rule === "few" || rule === "many" ? plural[rule] : undefined) ?? plural.other;
}
