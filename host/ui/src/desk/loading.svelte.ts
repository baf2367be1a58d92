/** Loads something for a page once per key, and knows when that did not work. */
export class Loading {
  phase: "loading" | "ready" | "failed" = $state("loading");
  private asked: string | null = null;

  /** `load` says whether it worked. */
  constructor(private readonly load: () => Promise<boolean>) {}

  /** Called as often as one likes; only another key loads again. */
  follow(key: string): void {
    if (this.asked === key) return;
    this.asked = key;
    void this.again();
  }

  again = async (): Promise<void> => {
    const key = this.asked;
    this.phase = "loading";
    const worked = await this.load();
    if (key === this.asked) this.phase = worked ? "ready" : "failed";
  };
}
