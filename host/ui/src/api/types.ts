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
export type ChannelSettings = Schemas["ChannelSettings"];
export type ChannelToConnect = Schemas["ChannelToConnect"];
export type Contact = Schemas["Contact"];
export type Content = Schemas["Content"];
export type Conversation = Schemas["Conversation"];
export type Explanation = Schemas["Explanation"];
export type InstallPlugin = Schemas["InstallPlugin"];
export type LogLevel = Schemas["LogLevel"];
export type Media = Schemas["Media"];
export type MediaKind = Schemas["MediaKind"];
export type Message = Schemas["Message"];
export type MessageStatus = Schemas["MessageStatus"];
export type NewContent = Schemas["NewContent"];
export type OutboxRow = Schemas["OutboxRow"];
export type Pairing = Schemas["Pairing"];
export type PairingMethod = Schemas["PairingMethod"];
export type Permission = Schemas["Permission"];
export type PlannedPlugin = Schemas["PlannedPlugin"];
export type Plugin = Schemas["Plugin"];
export type PluginAccount = Schemas["PluginAccount"];
export type PluginBudget = Schemas["PluginBudget"];
export type PluginDetails = Schemas["PluginDetails"];
export type PluginFault = Schemas["PluginFault"];
export type PluginInstalled = Schemas["PluginInstalled"];
export type PluginList = Schemas["PluginList"];
export type PluginLog = Schemas["PluginLog"];
export type PluginLogLine = Schemas["PluginLogLine"];
export type PluginPermission = Schemas["PluginPermission"];
export type PluginPlan = Schemas["PluginPlan"];
export type PluginRemoved = Schemas["PluginRemoved"];
export type Problem = Schemas["Cause"];
export type ReplyWindow = Schemas["ReplyWindow"];
export type Routing = Schemas["Routing"];
export type SecretSlot = Schemas["SecretSlot"];
export type Session = Schemas["Session"];
export type Template = Schemas["Template"];
export type TemplatePreview = Schemas["TemplatePreview"];
export type Uploaded = Schemas["Upload"];
export type User = Schemas["User"];
