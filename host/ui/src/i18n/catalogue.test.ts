import { describe, expect, it } from "vitest";
import { chooseLanguage, format, LANGUAGES, type Catalogue, type Language, type Plural } from "./catalogue";
import { el } from "./el";
import { en } from "./en";
import { ptBR } from "./pt-BR";
import { ro } from "./ro";
import { uk } from "./uk";

const ALL: Readonly<Record<Language, Catalogue>> = { en, "pt-BR": ptBR, uk, ro, el };

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").sort();
}

function forms(message: string | Plural): string[] {
  return typeof message === "string" ? [message] : Object.values(message).filter((form): form is string => typeof form === "string");
}

describe.each(Object.keys(LANGUAGES) as Language[])("catalogue %s", (language) => {
  const catalogue: Readonly<Record<string, string | Plural>> = ALL[language];

  it("says everything that English says, with the same placeholders", () => {
    expect(Object.keys(catalogue).sort()).toEqual(Object.keys(en).sort());
    for (const [key, english] of Object.entries(en)) {
      const expected = placeholders(typeof english === "string" ? english : english.other);
      for (const form of forms(catalogue[key] ?? "")) {
        expect(placeholders(form), key).toEqual(expected);
        expect(form.trim(), key).not.toBe("");
      }
    }
  });

  it("has every plural form that its language needs for whole numbers", () => {
    const rules = new Intl.PluralRules(language);
    const needed = new Set(Array.from({ length: 200 }, (_, n) => rules.select(n)));
    for (const [key, message] of Object.entries(catalogue)) {
      if (typeof message === "string") continue;
      for (const form of needed) expect(Object.keys(message), `${key} ${form}`).toContain(form);
    }
  });

  it("is translated", () => {
    if (language === "en") return;
    const same = Object.entries(en).filter(([key, english]) => JSON.stringify(catalogue[key]) === JSON.stringify(english));
    expect(same.length).toBeLessThan(Object.keys(en).length / 20);
  });
});

describe("format", () => {
  it("chooses the plural by the language's rules", () => {
    const say = (count: number) => format("uk", uk["nav.open-dialogs"], { count });
    expect([1, 3, 5, 21].map(say)).toEqual(["1 відкритий діалог", "3 відкриті діалоги", "5 відкритих діалогів", "21 відкритий діалог"]);
    expect(format("ro", ro["list.unread"], { count: 20 })).toBe("20 de mesaje necitite");
    expect(format("pt-BR", ptBR["list.unread"], { count: 1200 })).toBe("1.200 mensagens não lidas");
  });

  it("leaves a placeholder that has no value", () => expect(format("en", "Hi {name}", {})).toBe("Hi {name}"));

  it("finds the nearest language", () => {
    expect(chooseLanguage(["fr", "pt-PT"])).toBe("pt-BR");
    expect(chooseLanguage([null, "el-GR"])).toBe("el");
    expect(chooseLanguage(["fr"])).toBe("en");
  });
});
