/** Integrations of business systems. */
import type { Plugin } from "./plugin.js";
import type { Action, ActionDone, CardRef, Descriptor, Document, Match, Outcome, SyncPage } from "./vocabulary/erp.js";
import type { Address, BlobRef, CallCtx, RemoteMedia, WebhookRequest } from "./vocabulary/types.js";

export type * from "./vocabulary/erp.js";

/**
 * An integration of a business system. Only `describe` must be written; it also
 * needs `handle` or `changes`. What is not written answers `unsupported`, and an
 * interface of the contract is exported when one of its methods is written.
 *
 * @example
 * import { reply, type CallCtx, type WebhookRequest } from "@deskbell/sdk";
 * import { erpModule, type Descriptor, type ErpModule, type Outcome } from "@deskbell/sdk/erp";
 *
 * class Acme implements ErpModule {
 *   describe(): Descriptor {
 *     return { system: "ACME", modules: [] };
 *   }
 *
 *   handle(ctx: CallCtx, request: WebhookRequest): Outcome {
 *     return { reply: reply.ok(), events: [] };
 *   }
 * }
 *
 * export default erpModule(new Acme());
 */
export interface ErpModule {
  /** The system and its modules. Pure: it may call nothing of the host and always answers the same. */
  describe(): Descriptor;
  /** Translates one webhook request: the whole request or nothing, at most 2,000 events. Download nothing here; give documents as `remote`. */
  handle?(ctx: CallCtx, request: WebhookRequest): Outcome;
  /**
   * What changed after `cursor`; everything that is worth having at the very
   * first call, when it is undefined. Asking twice with the same cursor must
   * give the same events or newer versions of them.
   */
  changes?(ctx: CallCtx, cursor: Uint8Array | undefined): SyncPage;
  /** Who has one of these addresses (1 to 16)? At most 10 answers. Phones come as international numbers. */
  findCustomers?(ctx: CallCtx, addresses: Address[]): Match[];
  /** The documents that a card has now, at most 100. */
  listDocuments?(ctx: CallCtx, card: CardRef): Document[];
  /** Fetches a document named by an event or `listDocuments`. `rejected` when it is gone for good. */
  fetchDocument?(ctx: CallCtx, media: RemoteMedia): BlobRef;
  /** What can be done with this card now, at most 50. */
  availableActions?(ctx: CallCtx, card: CardRef): Action[];
  /**
   * Does it once: `ctx.callId` is the idempotency key. Values by input name,
   * numbers with a dot, dates as ISO 8601. `rejected` tells the person why not,
   * `CallError.uncertain` that nobody knows.
   */
  runAction?(ctx: CallCtx, card: CardRef, action: string, values: [string, string][]): ActionDone;
}

/** Makes a plugin of an integration; export it as the default of the first module. See {@link ErpModule}. */
export function erpModule(integration: ErpModule): Plugin;
