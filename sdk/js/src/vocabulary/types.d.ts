// Made of wit/ by `python -m vocabulary` in sdk/. Change wit/, not this file.

/** A cause that a person reads. */
export interface Problem {
  /**
   * Stable, short, machine-readable: the provider's own code where there
   * is one ("131047"), else a word ("bad-json"). 1 to 64 bytes.
   */
  code: string;
  /**
   * One sentence for the operator. Never a secret, never message text.
   * At most 1 KiB.
   */
  detail: string;
}

export interface RetryHint {
  problem: Problem;
  /**
   * The earliest useful time for another attempt. Absent: the host's own
   * back-off applies. A provider's `Retry-After` belongs here.
   */
  afterMs?: number | undefined;
  /**
   * True when the request may have taken effect although no answer was
   * seen (a time-out after the request was written, a 5xx from a provider
   * that does not de-duplicate). The host then never repeats a `send` by
   * itself; a person decides.
   * False when left out.
   */
  uncertain?: boolean;
}

export interface RateLimit {
  problem: Problem;
  /** Pause before the next attempt. */
  afterMs: number;
  /** How much of the channel must pause. */
  scope: RateScope;
}

export type RateScope =
  /** Only messages to this recipient. */
  | "recipient"
  /** Everything on this account. */
  | "account";

export type ContractError =
  /** Transient. The host repeats the call with back-off. */
  | { tag: "retry"; val: RetryHint }
  /** The provider asked for a pause. */
  | { tag: "rate-limited"; val: RateLimit }
  /**
   * Credentials or permissions are bad. The host pauses this account, not
   * the plugin, and tells the operator.
   */
  | { tag: "auth"; val: Problem }
  /**
   * Permanent for this request: do not repeat it. Two codes mean more to the
   * host: `window-closed` (free text is not allowed now; the message waits
   * for a template) and `blocked` (the recipient blocked this account or is
   * gone; the conversation takes no messages until they write again).
   */
  | { tag: "rejected"; val: Problem }
  /** The channel cannot do this at all (a reaction over SMS). */
  | { tag: "unsupported"; val: Problem };

/** A file that the host keeps. */
export interface BlobRef {
  /** Lower-case hexadecimal SHA-256 of the content, 64 characters. */
  sha256: string;
  /** Bytes. */
  size: number;
  /** Media type such as "application/pdf". At most 255 bytes. */
  mime: string;
}

/**
 * A file that still lies with the provider. The host stores this reference
 * with the message at once and asks for the bytes in a separate call that
 * it repeats until it succeeds or the file is gone.
 */
export interface RemoteMedia {
  /**
   * Whatever the plugin needs to find the file again, e.g. a media id.
   * Opaque to the host. 1 byte to 2 KiB.
   */
  reference: string;
  /** At most 255 bytes. Counts where the download itself tells no type. */
  mime?: string | undefined;
  /** Bytes, when the provider says so. */
  size?: number | undefined;
  /**
   * Lower-case hexadecimal SHA-256, when the provider says so. The host
   * refuses a download whose content has another hash; that is the
   * provider's mistake, not the plugin's.
   */
  sha256?: string | undefined;
  /** As the sender named it. At most 255 bytes. */
  filename?: string | undefined;
}

export type AddressKind =
  /** An international phone number, digits with a leading "+". */
  | "phone"
  /**
   * The provider's own stable id of the user for this business
   * (WhatsApp business-scoped id, Telegram user id, Viber user id).
   */
  | "user-id"
  /** The id of the same user for a parent business. */
  | "parent-user-id"
  /** A chat name that the user chose and may change. */
  | "username"
  | "email"
  /** The customer's key in a business system. */
  | "external-id"
  /** Anything else that identifies the user on this channel. */
  | "other";

export interface Address {
  kind: AddressKind;
  /** 1 to 255 bytes, without surrounding blanks. */
  value: string;
}

/**
 * Someone outside. At least one address; the phone is optional. The order
 * does not matter: two parties are the same person when they share an
 * address of kind `phone` (in any of its spellings), `user-id`,
 * `external-id` or `email` on the same kind of channel.
 */
export interface Party {
  /** 1 to 16 entries. */
  addresses: Address[];
  /** As the user calls themself. At most 255 bytes. */
  displayName?: string | undefined;
}

export interface CallCtx {
  /**
   * The same for every attempt of one piece of work: use it as the
   * idempotency key towards the outside service.
   */
  callId: string;
  /** The workspace's name. For messages to people only. */
  workspace: string;
  /** The connected account (channel or integration) this call is for. */
  accountId: string;
  /** 1 for the first attempt. */
  attempt: number;
  /** BCP 47 language of the workspace, e.g. "pt-BR". */
  locale: string;
  /** Wall-clock time left for this call, in milliseconds. */
  deadlineMs: number;
}

export interface WebhookRequest {
  /** Upper case. */
  method: string;
  /** What follows the account's secret path, "" or "/…". */
  path: string;
  /** Decoded, in order of appearance. At most 100 pairs. */
  query: [string, string][];
  /**
   * Names in lower case. At most 100 pairs. `cookie` and hop-by-hop
   * headers are left out.
   */
  headers: [string, string][];
  /** Exactly the bytes received. At most the manifest's `max-body-kb`. */
  body: Uint8Array;
  receivedMs: number;
}

export interface WebhookReply {
  /** 200 to 599. The host sends it only after the events are on disk. */
  status: number;
  /** Only `content-type` is honoured. */
  headers: [string, string][];
  /** At most 64 KiB. */
  body: Uint8Array;
}
