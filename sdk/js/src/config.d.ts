/** The account's settings, as the operator entered them in the form that the manifest's `[config]` schema describes. */

/**
 * A setting; undefined when it is neither set nor has a default. The host
 * checked it against the schema.
 *
 * @example
 * import * as config from "@deskbell/sdk/config";
 *
 * const sandbox = () => config.get<boolean>("sandbox") ?? false;
 */
export function get<T = any>(key: string): T | undefined;

/**
 * A setting that must be there; its absence is an `auth` error with the code
 * "missing-setting".
 *
 * @example
 * import * as config from "@deskbell/sdk/config";
 *
 * const baseUrl = () => config.require<string>("base_url");
 */
declare function required<T = any>(key: string): T;
export { required as require };
