import type { components } from "./schema";

/** Names for the shapes of the API; the shapes themselves are generated. */
type Schemas = components["schemas"];

export type Id = number;
export type ChannelId = string;

export interface Page<T> {
  items: T[];
  next: string | null;
}

export type Canned = Schemas["FilledCanned"];
export type Card = Schemas["Card"];
export type Channel = Schemas["Channel"];
export type Contact = Schemas["Contact"];
export type Content = Schemas["Content"];
export type Conversation = Schemas["Conversation"];
export type Explanation = Schemas["Explanation"];
export type Media = Schemas["Media"];
export type MediaKind = Schemas["MediaKind"];
export type Message = Schemas["Message"];
export type MessageStatus = Schemas["MessageStatus"];
export type NewContent = Schemas["NewContent"];
export type OutboxRow = Schemas["OutboxRow"];
export type Permission = Schemas["Permission"];
export type Problem = Schemas["Cause"];
export type ReplyWindow = Schemas["ReplyWindow"];
export type Session = Schemas["Session"];
export type Template = Schemas["Template"];
export type TemplatePreview = Schemas["TemplatePreview"];
export type Uploaded = Schemas["Upload"];
export type User = Schemas["User"];
