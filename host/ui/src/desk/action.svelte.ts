/** One thing that somebody asked for at a button: whether it runs, and what came of it. */
export class Action<T> {
  busy = $state(false);
  error: unknown = $state.raw(null);
  result: T | null = $state.raw(null);

  /** Asked again while it runs, it does nothing. */
  run = async (act: () => Promise<T>): Promise<boolean> => {
    if (this.busy) return false;
    this.clear();
    this.busy = true;
    try {
      this.result = await act();
      return true;
    } catch (error) {
      this.error = error;
      return false;
    } finally {
      this.busy = false;
    }
  };

  clear(): void {
    [this.error, this.result] = [null, null];
  }
}
