import { exportsOf } from "./plugin.js";

export { findAddress } from "./party.js";

export function channel(connector) {
  return exportsOf("channel", connector);
}
