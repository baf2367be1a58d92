import { exportsOf } from "./plugin.js";

export function erpModule(integration) {
  return exportsOf("erp", integration);
}
