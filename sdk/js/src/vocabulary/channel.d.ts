// Made of wit/ by `python -m vocabulary` in sdk/. Change wit/, not this file.

import type { HttpRequest } from "./host.js";
import type { Address, BlobRef, Party, Problem, RemoteMedia, WebhookReply } from "./types.js";

export type MediaKind =
  | "image"
  | "video"
  | "audio"
  | "voice"
  | "document"
  | "sticker";

export interface MediaContent {
  kind: MediaKind;
  media: RemoteMedia;
  /** At most 4 KiB. */
  caption?: string | undefined;
}

/** A tap on a button or a list row that was offered earlier. */
export interface Choice {
  /** The id that was given to the button, or its payload. At most 1 KiB. */
  id: string;
  /** What the customer saw. At most 1 KiB. */
  title: string;
}

export type StubKind =
  | "location"
  | "contact"
  | "poll"
  | "order"
  | "form"
  | "call"
  | "edit"
  | "unknown";

/**
 * A message that Deskbell shows as a line but does not work with. Use it
 * rather than dropping anything: a customer's message is never invisible.
 */
export interface Stub {
  kind: StubKind;
  /**
   * The provider's own word for the type, e.g. "poll_creation". At most
   * 255 bytes.
   */
  providerType: string;
  /** One readable line, e.g. "Location: Rua A, 12 (-27.1, -52.6)". At most 1 KiB. */
  summary: string;
  /** The provider's data as JSON text, for later. At most 64 KiB. */
  raw: string;
}

export type InboundContent =
  /** 1 byte to 64 KiB. */
  | { tag: "text"; val: string }
  | { tag: "media"; val: MediaContent }
  | { tag: "choice"; val: Choice }
  | { tag: "stub"; val: Stub };

export interface InboundMessage {
  /**
   * The provider's id of this message, unique on this account. 1 to 512
   * bytes, as every remote id here.
   */
  remoteId: string;
  sender: Party;
  content: InboundContent;
  /** The provider's id of the message this one answers, known here or not. */
  replyTo?: string | undefined;
  /** False when left out. */
  forwarded?: boolean;
  /**
   * True for a message in a group chat. Rules usually leave those out.
   * False when left out.
   */
  group?: boolean;
  /**
   * Where the customer came from, e.g. the id of an advertisement. Shown,
   * never trusted. At most 4 KiB.
   */
  referral?: string | undefined;
}

/** The customer changed what they wrote. */
export interface Edited {
  remoteId: string;
  /** None when the provider tells that, but not what, was changed. */
  content?: InboundContent | undefined;
}

export interface Reaction {
  /** The message reacted to, in either direction. */
  remoteId: string;
  sender: Party;
  /** 1 to 64 bytes. None: the reaction was taken back. */
  emoji?: string | undefined;
}

/** Progress of a message that Deskbell sent. Any order is fine. */
export type Delivery =
  | "sent"
  | "failed"
  | "delivered"
  | "read"
  | "played";

export interface Status {
  /** The provider's id as returned by `send`. */
  remoteId: string;
  /**
   * The `id` of the outbound message, where the provider echoes it. It
   * finds the message even when the answer to `send` was lost. 1 to 512
   * bytes.
   */
  messageId?: string | undefined;
  delivery: Delivery;
  /** For `failed`. */
  problem?: Problem | undefined;
  /** What a failure means for the next message. */
  consequence: Consequence;
  /**
   * The recipient as the provider now knows them; new addresses are added
   * to the contact.
   */
  recipient?: Party | undefined;
  /**
   * The provider's price category ("utility"), for reports. At most 255
   * bytes.
   */
  priceCategory?: string | undefined;
}

export type Consequence =
  /** Nothing beyond this message. */
  | "none"
  /** The reply window is closed: offer a template. */
  | "window-closed"
  /** This address cannot be reached on this channel. */
  | "unreachable"
  /** The customer does not want this kind of message. */
  | "opted-out"
  /** Trying again later can help. */
  | "transient"
  /** The account needs the operator. */
  | "account";

/** A message that the shop sent by other means (its phone app). */
export interface Echo {
  remoteId: string;
  recipient: Party;
  content: InboundContent;
}

/** The same person has a new address; the old one is given up. */
export interface IdentityChange {
  before: Party;
  after: Party;
}

export interface Preference {
  sender: Party;
  /** "marketing" or another purpose the provider knows. 1 to 255 bytes. */
  purpose: string;
  /** False when left out. */
  allowed?: boolean;
}

/** Who the account is at its provider. */
export interface AccountInfo {
  /** The account's id at the provider. 1 to 512 bytes. */
  remoteId: string;
  /** E.g. the phone number as people read it. At most 255 bytes. */
  display: string;
}

export type AccountEvent =
  /**
   * The token or a permission is bad, or the linked device was logged out:
   * the channel pauses.
   */
  | { tag: "credentials-bad"; val: Problem }
  /**
   * The account works again, e.g. after it was paired. A channel that
   * `credentials-bad` paused goes on; one that a person paused stays so.
   */
  | { tag: "connected"; val: AccountInfo }
  /**
   * Something about pairing changed (a new code, scanned, timed out). The
   * host asks `pairing.status` while somebody looks at it.
   */
  | { tag: "pairing-changed" }
  /** Works, but the operator should know (quality, limits, review). */
  | { tag: "notice"; val: Problem }
  /**
   * The provider's opinion of the number: "GREEN", "YELLOW", "RED". At most
   * 255 bytes.
   */
  | { tag: "quality"; val: string }
  | { tag: "template-status"; val: TemplateStatus };

export interface TemplateStatus {
  /** 1 to 512 bytes. */
  name: string;
  /** As registered with the provider. At most 255 bytes. */
  language: string;
  status: TemplateState;
  /** For people. At most 1 KiB. */
  reason?: string | undefined;
}

export type TemplateState =
  | "pending"
  | "approved"
  | "rejected"
  | "paused"
  | "disabled"
  | "deleted";

export type EventBody =
  | { tag: "message"; val: InboundMessage }
  | { tag: "edited"; val: Edited }
  /** The customer deleted their message; the value is its remote id. */
  | { tag: "deleted"; val: string }
  | { tag: "reaction"; val: Reaction }
  | { tag: "status"; val: Status }
  /** The customer is typing. */
  | { tag: "typing"; val: Party }
  | { tag: "echo"; val: Echo }
  | { tag: "identity-changed"; val: IdentityChange }
  | { tag: "preference"; val: Preference }
  /** The customer blocked the account; nothing can be sent any more. */
  | { tag: "blocked"; val: Party }
  | { tag: "unblocked"; val: Party }
  | { tag: "account"; val: AccountEvent };

export interface Event {
  /**
   * Unique on this account for this fact and the same in every delivery of
   * it, whatever batch it comes in: the host drops what it has seen. 1 to
   * 255 bytes. E.g. "m:wamid.X", "s:wamid.X:read".
   */
  dedupeKey: string;
  /** When it happened, by the provider's clock. */
  atMs: number;
  body: EventBody;
}

export interface OutboundMedia {
  kind: MediaKind;
  blob: BlobRef;
  caption?: string | undefined;
  filename?: string | undefined;
}

export interface OutboundText {
  body: string;
  /** Let the channel show a preview of the first link. */
  previewLink: boolean;
}

export interface Location {
  /** Decimal degrees as text, e.g. "-27.1004". */
  latitude: string;
  longitude: string;
  name?: string | undefined;
  address?: string | undefined;
}

export type Header =
  | { tag: "text"; val: string }
  | { tag: "media"; val: OutboundMedia };

export interface Button {
  /** Comes back in `choice.id`. */
  id: string;
  title: string;
}

export interface ListRow {
  id: string;
  title: string;
  description?: string | undefined;
}

export interface ListSection {
  title?: string | undefined;
  rows: ListRow[];
}

export type Offer =
  | { tag: "buttons"; val: Button[] }
  /** The label that opens the list, and its sections. */
  | { tag: "choices"; val: [string, ListSection[]] };

export interface Interactive {
  header?: Header | undefined;
  body: string;
  footer?: string | undefined;
  offer: Offer;
}

export type ParameterValue =
  | { tag: "text"; val: string }
  | { tag: "media"; val: OutboundMedia }
  | { tag: "location"; val: Location }
  /** What a quick-reply button returns when tapped. */
  | { tag: "payload"; val: string }
  /** The variable end of a link button. */
  | { tag: "url-suffix"; val: string };

export type ParameterSlot =
  | { tag: "header" }
  | { tag: "body" }
  /** Index of the button from 0. */
  | { tag: "button"; val: number };

export interface TemplateParameter {
  slot: ParameterSlot;
  /**
   * The name in a template with named parameters; none where they are
   * numbered. Order in the list is the order in the template.
   */
  name?: string | undefined;
  value: ParameterValue;
}

export interface TemplateMessage {
  name: string;
  /** As registered with the provider, e.g. "pt_BR". */
  language: string;
  /** At most 40. */
  parameters: TemplateParameter[];
}

export interface OutboundReaction {
  remoteId: string;
  /** None takes the reaction back. */
  emoji?: string | undefined;
}

export type OutboundContent =
  | { tag: "text"; val: OutboundText }
  | { tag: "media"; val: OutboundMedia }
  | { tag: "location"; val: Location }
  | { tag: "interactive"; val: Interactive }
  | { tag: "template"; val: TemplateMessage }
  | { tag: "reaction"; val: OutboundReaction };

export interface OutboundMessage {
  /**
   * Deskbell's id of this attempt. Give it to the provider where it echoes
   * one back in status events.
   */
  id: string;
  /** Every address of the contact that belongs to this kind of channel. */
  to: Address[];
  content: OutboundContent;
  /** The provider's id of the message to quote. */
  replyTo?: string | undefined;
}

export interface Receipt {
  /** The provider's id of the message. */
  remoteId: string;
  /** Addresses the provider reported for the recipient. */
  recipient?: Party | undefined;
  /**
   * True when the provider only promises to look at it first (quality
   * review); a status follows.
   * False when left out.
   */
  held?: boolean;
}

export type Signal =
  /** Tell the customer that this message and older ones were read. */
  | { tag: "mark-read"; val: string }
  /**
   * Show "typing…" in answer to this message. Marks it read where the
   * provider cannot do one without the other.
   */
  | { tag: "typing"; val: string };

/** What the channel can do; the inbox shows and offers only that. */
export interface Feature {
  /**
   * Can write to someone who never wrote first (by template where
   * `reply-window-h` is set).
   */
  firstContact?: boolean;
  templates?: boolean;
  media?: boolean;
  interactive?: boolean;
  location?: boolean;
  reactions?: boolean;
  quotes?: boolean;
  delivered?: boolean;
  read?: boolean;
  markRead?: boolean;
  typingOut?: boolean;
  typingIn?: boolean;
  editsIn?: boolean;
  deletesIn?: boolean;
  /** Repeating `send` with the same `id` sends once. */
  sendIdempotent?: boolean;
}

export interface Descriptor {
  /**
   * "whatsapp", "telegram", "viber", "sms", "email", …: addresses are
   * shared between connectors of the same kind. 1 to 63 bytes.
   */
  channelKind: string;
  features: Feature;
  /**
   * Hours in which free text may answer the customer's last message; none
   * means without limit.
   */
  replyWindowH?: number | undefined;
  /** Characters (Unicode scalar values) of the longest text. */
  maxText: number;
  /**
   * Sensible pace for this provider, messages in ten seconds for the
   * account. The operator may lower it.
   */
  pacePer10s: number;
}

export interface Outcome {
  reply: WebhookReply;
  /**
   * At most 2,000, each at most 256 KiB. Empty for handshakes: a request
   * that was not verified may not carry events.
   */
  events: Event[];
}

export interface Page {
  /** At most 2,000, each at most 256 KiB. */
  events: Event[];
  /**
   * Kept together with the events and handed to the next call. At most
   * 4 KiB. None keeps the cursor as it is.
   */
  nextCursor?: Uint8Array | undefined;
  /**
   * Ask again at once.
   * False when left out.
   */
  more?: boolean;
  /** The pause before the next call: 5 seconds by itself, at most an hour. */
  nextAfterMs?: number | undefined;
}

/** A request that the host makes in the plugin's place. */
export interface HttpWait {
  /**
   * Under the same rules as `deskbell:host/http`, and counted like them.
   * `timeout-ms` is at most 90,000 and 60,000 when it is absent.
   * `store-response-as-blob` is not possible here.
   */
  request: HttpRequest;
  /** Handed to `resume` as it is. At most 4 KiB. */
  continuation: Uint8Array;
}

export type Step =
  | { tag: "done"; val: Page }
  | { tag: "await-http"; val: HttpWait };

export type PairingMethod =
  /** A code for the phone's camera. */
  | { tag: "qr" }
  /**
   * A code that is typed on the phone with this number (digits with a
   * leading "+").
   */
  | { tag: "phone-code"; val: string };

export type PairingCode =
  /** The content of a QR code, which the host draws. 1 byte to 4 KiB. */
  | { tag: "qr"; val: string }
  /** As the person types it, e.g. "ABCD-1234". 1 to 32 bytes. */
  | { tag: "typed"; val: string };

export interface PairingShownCode {
  code: PairingCode;
  /** When the provider replaces or forgets it; none when it does not say. */
  expiresMs?: number | undefined;
}

export type PairingState =
  /** Nothing is linked and nothing under way. */
  | { tag: "unpaired" }
  /** The provider prepares a code. */
  | { tag: "starting" }
  /**
   * Waits for the phone. Each code lives for a short time and is replaced
   * by the provider, often five times, before pairing fails.
   */
  | { tag: "code-shown"; val: PairingShownCode }
  /** Scanned; the two devices agree on keys or load history. */
  | { tag: "confirming" }
  | { tag: "connected"; val: AccountInfo }
  /** Ended by the provider: time ran out, refused on the phone, banned. */
  | { tag: "failed"; val: Problem };

export interface PairingTerms {
  /** At least one. */
  methods: PairingMethodKind[];
  /**
   * What the operator must know before they link an account, in plain
   * English, e.g. that the provider may ban numbers used this way. At most
   * 2 KiB. Shown before the first `start`, and must be confirmed.
   */
  risk?: string | undefined;
}

export type PairingMethodKind =
  | "qr"
  | "phone-code";

export interface HistoryPage {
  /**
   * At most 2,000, each at most 256 KiB, with the very dedupe keys that the
   * webhook or the poll would have given them: what is known is dropped.
   */
  events: Event[];
  /** Where to go on; none at the end. At most 4 KiB. */
  next?: Uint8Array | undefined;
}

export type TemplateHeader =
  | { tag: "none" }
  /** 1 to 255 bytes. */
  | { tag: "text"; val: string }
  | { tag: "image" }
  | { tag: "video" }
  | { tag: "document" }
  | { tag: "location" };

/**
 * A title (1 to 255 bytes) and, for the first two, where it leads (1 to
 * 2,048 bytes).
 */
export type TemplateButton =
  | { tag: "url"; val: [string, string] }
  | { tag: "phone"; val: [string, string] }
  | { tag: "quick-reply"; val: string }
  | { tag: "copy-code"; val: string };

export interface TemplateDraft {
  /** 1 to 512 bytes. */
  name: string;
  /** As registered with the provider, e.g. "pt_BR". 1 to 35 bytes. */
  language: string;
  /** The provider's word in lower case: "marketing", "utility". 1 to 64 bytes. */
  category: string;
  header: TemplateHeader;
  /**
   * With the provider's placeholders, `{{1}}` or `{{first_name}}`. 1 byte to
   * 4 KiB.
   */
  body: string;
  /** At most 255 bytes. */
  footer?: string | undefined;
  /** At most 10. */
  buttons: TemplateButton[];
  /**
   * An example for each placeholder of the body in order, which reviewers
   * ask for. At most 40, each 1 to 1,024 bytes.
   */
  examples: string[];
}

export interface Template {
  definition: TemplateDraft;
  status: TemplateStatus;
}

export interface TemplatePage {
  /** At most 500. */
  templates: Template[];
  /** Where to go on; none at the end. At most 4 KiB. */
  next?: Uint8Array | undefined;
}

export type Finding =
  /** It exists; the addresses by which the provider knows it, at least one. */
  | { tag: "exists"; val: Party }
  /** Nobody can be reached there. */
  | { tag: "absent" }
  /** The provider does not say. The message is sent. */
  | { tag: "unknown" };

/** What the receiving server found out about the sender. */
export type MailVerdict =
  | "none"
  | "pass"
  | "fail"
  | "soft-fail"
  | "unknown";

export interface MailPart {
  blob: BlobRef;
  /** As the sender named it. At most 255 bytes. */
  filename?: string | undefined;
  /** Without the angle brackets. At most 255 bytes. */
  contentId?: string | undefined;
  /** Shown within the text, as a signature's picture is. */
  shownInline: boolean;
}

export interface Mail {
  /** The envelope's sender; none for a bounce. At most 320 bytes. */
  sender?: string | undefined;
  /**
   * The envelope's recipients at this host. 1 to 100, each at most 320
   * bytes.
   */
  recipients: string[];
  /**
   * Decoded, names in lower case, in order. At most 200, together at most
   * 64 KiB.
   */
  headers: [string, string][];
  /**
   * The plain text, made from the HTML where there is none. At most 64 KiB;
   * a longer one is among `parts` as a whole.
   */
  text: string;
  /** At most 50. */
  parts: MailPart[];
  spf: MailVerdict;
  dkim: MailVerdict;
  dmarc: MailVerdict;
  receivedMs: number;
}
