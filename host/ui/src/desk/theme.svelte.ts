export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const STORED = "deskbell.theme";

class Themes {
  theme: Theme = $state("system");

  start(): void {
    const stored = localStorage.getItem(STORED);
    this.theme = stored === "light" || stored === "dark" ? stored : "system";
  }

  choose(theme: Theme): void {
    this.theme = theme;
    if (theme === "system") {
      localStorage.removeItem(STORED);
      delete document.documentElement.dataset["theme"];
    } else {
      localStorage.setItem(STORED, theme);
      document.documentElement.dataset["theme"] = theme;
    }
  }
}

export const themes = new Themes();
