/** What a page shows and nothing else needs: loaded, failed, loaded again. */
export class Resource<T> {
  value: T | null = $state.raw(null);
  error: unknown = $state.raw(null);
  busy = $state(false);
  private turn = 0;

  constructor(private readonly fetch: () => Promise<T>) {}

  /** What was shown stays until the answer is here; only the last question counts. */
  load = async (): Promise<void> => {
    const turn = ++this.turn;
    this.busy = true;
    try {
      const value = await this.fetch();
      if (turn === this.turn) [this.value, this.error] = [value, null];
    } catch (error) {
      if (turn === this.turn) this.error = error;
    } finally {
      if (turn === this.turn) this.busy = false;
    }
  };
}
