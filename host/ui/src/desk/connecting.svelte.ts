import { ApiError } from "../api/problem";
import type { Channel, PluginDetails } from "../api/types";
import { checked, faultCount, NO_FAULTS, refusedAt, type Accept, type Faults } from "../state/connect";
import { draftOf, fieldsOf, type Draft, type Field } from "../state/settings";
import { channelIdFor } from "../state/slug";
import type { Desk } from "./desk.svelte";

/** The form that connects an account: what is entered, and what came of it. */
export class Connecting {
  name = $state("");
  /** Null: made from the name. */
  typedId: string | null = $state(null);
  settings: Draft = $state.raw({});
  secrets: Readonly<Record<string, string>> = $state.raw({});
  accept: Accept = $state("everything");
  excluded = $state("");
  faults: Faults = $state.raw(NO_FAULTS);
  error: unknown = $state.raw(null);
  busy = $state(false);
  readonly fields: readonly Field[];

  constructor(
    private readonly desk: Desk,
    readonly details: PluginDetails,
  ) {
    this.fields = fieldsOf(details.settings);
    this.settings = draftOf(this.fields, {});
  }

  get id(): string {
    const taken = [...this.desk.app.channels.keys()].map(String);
    return this.typedId ?? channelIdFor(this.name, this.details.plugin.id, taken);
  }

  get refused() {
    return refusedAt(this.error instanceof ApiError ? this.error : null);
  }

  set(name: string, value: string | boolean): void {
    this.settings = { ...this.settings, [name]: value };
  }

  enter(secret: string, value: string): void {
    this.secrets = { ...this.secrets, [secret]: value };
  }

  /** Null: something is wrong, and said at its field. */
  async submit(): Promise<Channel | null> {
    const { id, name, settings, secrets, accept, excluded } = this;
    const { channel, faults } = checked(this.fields, { id, name, plugin: this.details.plugin.id, settings, secrets, accept, excluded });
    [this.faults, this.error] = [faults, null];
    if (faultCount(faults) > 0 || this.busy) return null;
    this.busy = true;
    try {
      return await this.desk.api.connect(channel);
    } catch (error) {
      this.error = error;
      return null;
    } finally {
      this.busy = false;
    }
  }
}
