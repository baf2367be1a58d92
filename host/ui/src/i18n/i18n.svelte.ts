import { chooseLanguage, format, type Catalogue, type Key, type Language, type Params } from "./catalogue";
import { localDate, startOfDay } from "../state/days";
import { en } from "./en";

const STORED = "deskbell.language";

const LOADERS: Readonly<Record<Language, () => Promise<Catalogue>>> = {
  en: () => Promise.resolve(en),
  "pt-BR": async () => (await import("./pt-BR")).ptBR,
  uk: async () => (await import("./uk")).uk,
  ro: async () => (await import("./ro")).ro,
  el: async () => (await import("./el")).el,
};

class I18n {
  language: Language = $state("en");
  private catalogue: Catalogue = $state.raw(en);

  t = <K extends Key>(key: K, ...params: Params<K>): string =>
    format(this.language, this.catalogue[key], params[0] ?? {});

  /** What was chosen here before, else what the browser prefers. */
  async start(): Promise<void> {
    await this.use(chooseLanguage([localStorage.getItem(STORED), ...navigator.languages]));
  }

  async choose(language: Language): Promise<void> {
    localStorage.setItem(STORED, language);
    await this.use(language);
  }

  private async use(language: Language): Promise<void> {
    this.catalogue = await LOADERS[language]();
    this.language = language;
    document.documentElement.lang = language;
  }

  time = (at: string | number): string => this.date(at, { hour: "2-digit", minute: "2-digit" });
  dateTime = (at: string | number): string => this.date(at, { dateStyle: "medium", timeStyle: "short" });
  day = (at: string | number): string => this.date(at, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
  shortDate = (at: string | number): string => this.date(at, { day: "numeric", month: "short", year: "numeric" });

  number = (value: number): string => new Intl.NumberFormat(this.language).format(value);

  money = ({ minor, currency }: { minor: number; currency: string }): string => {
    const formatter = new Intl.NumberFormat(this.language, { style: "currency", currency });
    return formatter.format(minor / 10 ** (formatter.resolvedOptions().maximumFractionDigits ?? 2));
  };

  size = (bytes: number): string => {
    const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, "kilobyte"] : [bytes / (1024 * 1024), "megabyte"];
    const digits = value < 10 ? 1 : 0;
    return new Intl.NumberFormat(this.language, { style: "unit", unit, maximumFractionDigits: digits }).format(value);
  };

  /** For lists: the time today, the weekday this week, else the date. */
  brief = (at: string, now: number): string => {
    const then = Date.parse(at);
    const days = Math.round((startOfDay(now) - startOfDay(then)) / 86_400_000);
    if (days <= 0) return this.time(at);
    if (days === 1) return this.t("day.yesterday");
    if (days < 7) return this.date(at, { weekday: "short" });
    const sameYear = localDate(then).slice(0, 4) === localDate(now).slice(0, 4);
    return this.date(at, sameYear ? { day: "numeric", month: "short" } : { dateStyle: "short" });
  };

  /** Over the messages of one day. */
  daySeparator = (date: string, now: number): string => {
    const noon = Date.parse(`${date}T12:00:00`);
    const days = Math.round((startOfDay(now) - startOfDay(noon)) / 86_400_000);
    if (days === 0) return this.t("day.today");
    if (days === 1) return this.t("day.yesterday");
    return this.day(noon);
  };

  /** The language as its reader's region writes dates: "en" may be en-GB. */
  private get locale(): string {
    const base = this.language.split("-")[0] ?? "en";
    return navigator.languages.find((tag) => tag === base || tag.startsWith(`${base}-`)) ?? this.language;
  }

  private date(at: string | number, options: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.locale, options).format(typeof at === "number" ? at : Date.parse(at));
  }
}

export const i18n = new I18n();
export const t = i18n.t;
