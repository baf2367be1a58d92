/** Connectors to messaging channels. */
import type { HttpError, Response } from "./answer.js";
import type { Request } from "./http.js";
import type { Plugin } from "./plugin.js";
import type {
  AccountInfo,
  Descriptor,
  Event,
  Finding,
  HistoryPage,
  Mail,
  OutboundMessage,
  Outcome,
  Page,
  PairingMethod,
  PairingState,
  PairingTerms,
  Receipt,
  Signal,
  Step,
  TemplateDraft,
  TemplatePage,
  TemplateStatus,
} from "./vocabulary/channel.js";
import type { Address, BlobRef, CallCtx, RemoteMedia, WebhookRequest } from "./vocabulary/types.js";

export type * from "./vocabulary/channel.js";
export { HttpError, Response } from "./answer.js";
export { findAddress } from "./index.js";

/**
 * A connector. Only `describe` must be written; whatever else the descriptor
 * promises must be written too. What is not written answers `unsupported`. An
 * interface of the contract (webhook, poller, …) is exported when one of its
 * methods is written. Nothing is asynchronous: a method answers or throws a
 * `CallError`.
 *
 * @example
 * import { channel, type Channel, type Descriptor, type OutboundMessage, type Receipt } from "@deskbell/sdk/channel";
 * import type { CallCtx } from "@deskbell/sdk";
 *
 * class Acme implements Channel {
 *   describe(): Descriptor {
 *     return { channelKind: "sms", features: { firstContact: true }, maxText: 1530, pacePer10s: 10 };
 *   }
 *
 *   send(ctx: CallCtx, message: OutboundMessage): Receipt {
 *     // … http.post("https://api.acme.example/sms") …
 *     return { remoteId: message.id };
 *   }
 * }
 *
 * export default channel(new Acme());
 */
export interface Channel {
  /** What the channel can do. Pure: it may call nothing of the host and always answers the same. */
  describe(): Descriptor;
  /** Proves with one request that the credentials work. `auth` when they do not; `retry` when the service cannot be asked now. */
  checkAccount?(ctx: CallCtx): AccountInfo;
  /**
   * Sends one message. The host calls it once for each attempt and never twice
   * at the same time for one message. A receipt means accepted by the service,
   * not delivered. No answer after the request was written is
   * `CallError.uncertain`.
   */
  send?(ctx: CallCtx, message: OutboundMessage): Receipt;
  /** "Read" and "typing…". Best effort; errors are counted, not repeated. */
  sendSignal?(ctx: CallCtx, signal: Signal): void;
  /**
   * Fetches a file named by an earlier event, usually with `storeResponse` of a
   * request. `rejected` when it is gone for good. Check size and hash where the
   * service gives them.
   */
  fetchMedia?(ctx: CallCtx, media: RemoteMedia): BlobRef;

  /**
   * Translates one webhook request, every item of a batch into an event of its
   * own: at most 2,000 of 256 KiB. An item that cannot be read becomes a stub
   * or an account notice, never an error for the others. Download nothing here.
   * `rejected` is final and nothing is kept; `retry` keeps a verified request
   * and repeats the translation later.
   */
  handle?(ctx: CallCtx, request: WebhookRequest): Outcome;

  /**
   * Everything after `cursor`; undefined at the very first call. Answer with
   * {@link done} or {@link wait}. The cursor is at most 4 KiB and is kept
   * together with the events. Asking twice with the same cursor must give the
   * same events.
   */
  poll?(ctx: CallCtx, cursor: Uint8Array | undefined): Step;
  /** Goes on after the request of {@link wait}, with what was given there. It may wait again, 20 times in one poll. */
  resume?(ctx: CallCtx, continuation: Uint8Array, answer: Response | HttpError): Step;

  /** How an account is linked by a code, and at what risk. Pure, as `describe`. */
  pairingTerms?(): PairingTerms;
  /** Begins, or shows the code of what has begun already. `rejected` when the account is connected. */
  startPairing?(ctx: CallCtx, method: PairingMethod): PairingState;
  /** Where it stands. The host asks every two seconds while somebody looks. */
  pairingStatus?(ctx: CallCtx): PairingState;
  /** Unlinks the account; fine too when it was not linked. */
  logOut?(ctx: CallCtx): void;

  /**
   * What happened at or after `sinceMs`, oldest first where the service can
   * sort, with the very dedupe keys that the webhook or the poll would have
   * given. At most 50 pages in one round; `next` is where the last page said to
   * go on.
   */
  historySince?(ctx: CallCtx, sinceMs: number, next: Uint8Array | undefined): HistoryPage;

  /** All templates of the account: pages of at most 500, 50 at most. */
  listTemplates?(ctx: CallCtx, next: Uint8Array | undefined): TemplatePage;
  /** Hands one in for review. `rejected` when there is one of that name and language, or it is refused at once. */
  createTemplate?(ctx: CallCtx, draft: TemplateDraft): TemplateStatus;
  /** How one stands with the reviewers. `rejected` when there is none. */
  templateStatus?(ctx: CallCtx, name: string, language: string): TemplateStatus;

  /** One finding for each of the addresses (1 to 50), in the same order. */
  checkContacts?(ctx: CallCtx, addresses: Address[]): Finding[];

  /** Translates one mail that the host received, at most 2,000 events. `rejected` bounces it, `retry` keeps it. */
  handleMail?(ctx: CallCtx, mail: Mail): Event[];
}

/** Makes a plugin of a connector; export it as the default of the first module. See {@link Channel}. */
export function channel(connector: Channel): Plugin;

/**
 * The events of a poll, and where to go on.
 *
 * @example
 * import { done } from "@deskbell/sdk/channel";
 *
 * const nothing = done({ events: [] });
 */
export function done(page: Page): Step;

/**
 * A request that the host makes while no instance of the plugin is alive: for
 * services that hold it open until there is news. It stands under the same rules
 * as in a call; its time-out is at most 90 seconds, 60 when it names none, and
 * storing the response is not possible. `continuation`, at most 4 KiB, is handed
 * to `resume`.
 *
 * @example
 * import { wait } from "@deskbell/sdk/channel";
 * import * as http from "@deskbell/sdk/http";
 *
 * const step = () => wait(http.get("https://api.acme.example/news?wait=50").timeoutMs(60_000), "after-17");
 */
export function wait(request: Request, continuation?: Uint8Array | string): Step;
