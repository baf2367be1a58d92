import type { Endpoints } from "../api/endpoints";
import type { PluginPlan } from "../api/types";

/** A file on its way to being looked at. */
export class Installing {
  name = $state("");
  /** The part that has gone up; null: nothing is on its way. */
  part: number | null = $state(null);
  plan: PluginPlan | null = $state.raw(null);
  error: unknown = $state.raw(null);
  private asking: AbortController | null = null;

  constructor(private readonly api: Endpoints) {}

  async take(file: File): Promise<void> {
    this.forget();
    const asking = (this.asking = new AbortController());
    [this.name, this.part] = [file.name, 0];
    try {
      const plan = await this.api.planPlugin(file, (part) => asking.signal.aborted || (this.part = part), asking.signal);
      if (!asking.signal.aborted) this.plan = plan;
    } catch (error) {
      if (!asking.signal.aborted) this.error = error;
    } finally {
      if (!asking.signal.aborted) this.part = null;
    }
  }

  /** Back to the beginning; what is on its way is given up. */
  forget = (): void => {
    this.asking?.abort();
    [this.asking, this.part, this.plan, this.error] = [null, null, null, null];
  };
}
