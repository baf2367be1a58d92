/** What a plugin's first module exports as its default. */
export interface Plugin {
  readonly kind: "channel" | "erp-module";
  /** Interfaces of the contract that the plugin has, such as "channel/webhook". */
  readonly interfaces: readonly string[];
  /** The functions that the component exports, by interface. */
  readonly exports: Readonly<Record<string, Readonly<Record<string, (...args: never[]) => unknown>>>>;
}
