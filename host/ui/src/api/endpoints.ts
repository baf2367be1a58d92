import type { ListQuery } from "../state/lists";
import type { Outgoing } from "../state/outgoing";
import type { Settings } from "../state/settings";
import type { Client } from "./client";
import type {
  Canned,
  Channel,
  ChannelId,
  ChannelSettings,
  ChannelToConnect,
  Contact,
  Conversation,
  Explanation,
  Id,
  InstallPlugin,
  LogLevel,
  Message,
  User,
  OutboxRow,
  Page,
  Pairing,
  PairingMethod,
  Plugin,
  PluginDetails,
  PluginInstalled,
  PluginList,
  PluginLog,
  PluginPlan,
  PluginRemoved,
  Session,
  Template,
  TemplatePreview,
  Uploaded,
} from "./types";

/** Every route that the pages use. */
export class Endpoints {
  constructor(readonly client: Client) {}

  session = () => this.client.json<Session>("/session");
  /** The workspace is named where the host serves several. */
  signIn = (login: string, password: string, workspace: string | null) =>
    this.client.json<Session>("/session", { method: "POST", json: { login, password, workspace } });
  signOut = () => this.client.json<null>("/session", { method: "DELETE" });

  conversations = (query: ListQuery, cursor: string | null, limit: number, signal?: AbortSignal) =>
    this.client.json<Page<Conversation>>("/conversations", {
      query: { list: query.list, channel: query.channel, search: query.search.trim(), cursor, limit },
      ...(signal ? { signal } : {}),
    });
  conversation = (id: Id) => this.client.json<Conversation>(`/conversations/${id}`);
  messages = (id: Id, before: Id | null, limit: number) =>
    this.client.json<Page<Message>>(`/conversations/${id}/messages`, { query: { before, limit } });
  explanation = (conversation: Id, message: Id) =>
    this.client.json<Explanation | null>(`/conversations/${conversation}/messages/${message}/explanation`);

  send = (item: Outgoing) =>
    this.client.json<Message>(`/conversations/${item.conversation}/messages`, {
      method: "POST",
      json: { content: item.content, reply_to: item.reply_to },
      idempotencyKey: item.key,
    });
  retry = (conversation: Id, message: Id) => this.act(`/conversations/${conversation}/messages/${message}/retry`);
  discard = (conversation: Id, message: Id) =>
    this.act(`/conversations/${conversation}/messages/${message}/discard`);

  markRead = (id: Id) => this.act(`/conversations/${id}/read`);
  typing = (id: Id) => this.act(`/conversations/${id}/typing`);
  assign = (id: Id, user: Id | null) => this.put(`/conversations/${id}/assignee`, { user });
  close = (id: Id) => this.act(`/conversations/${id}/close`);
  reopen = (id: Id) => this.act(`/conversations/${id}/reopen`);
  fileOn = (id: Id, card: Id | null) => this.put(`/conversations/${id}/card`, { card });

  contact = (id: Id) => this.client.json<Contact>(`/contacts/${id}`);
  users = () => this.client.json<Page<User>>("/users");
  templates = (channel: ChannelId) => this.client.json<Page<Template>>(`/channels/${encodeURIComponent(channel)}/templates`);
  canned = (conversation: Id) => this.client.json<Page<Canned>>(`/conversations/${conversation}/canned`);
  previewTemplate = (conversation: Id, name: string, language: string, values: string[]) =>
    this.client.json<TemplatePreview>(`/conversations/${conversation}/template-preview`, {
      method: "POST",
      json: { name, language, values },
    });

  upload = (file: File) =>
    this.client.json<Uploaded>("/media", {
      method: "POST",
      file,
      query: { filename: file.name },
      headers: { "content-type": file.type || "application/octet-stream" },
    });

  queue = (state: string | null, cursor: string | null) =>
    this.client.json<Page<OutboxRow>>("/outbox", { query: { state, cursor, limit: 100 } });
  channels = () => this.client.json<Page<Channel>>("/channels");
  pause = (id: ChannelId) => this.act(`/channels/${id}/pause`);
  resume = (id: ChannelId) => this.act(`/channels/${id}/resume`);

  connect = (channel: Omit<ChannelToConnect, "settings"> & { settings: Settings }) => this.client.json<Channel>("/channels", { method: "POST", json: channel });
  channelSettings = (id: ChannelId) => this.client.json<ChannelSettings>(`/channels/${id}/settings`);
  changeSettings = (id: ChannelId, settings: Settings) => this.put(`/channels/${id}/settings`, { settings });
  setSecrets = (id: ChannelId, secrets: Readonly<Record<string, string[]>>) => this.put(`/channels/${id}/secrets`, { secrets });
  /** Asks the provider once; tells whose account it is. */
  checkChannel = (id: ChannelId) => this.client.json<{ account: string }>(`/channels/${id}/check`, { method: "POST" });
  refreshTemplates = (id: ChannelId) => this.client.json<{ templates: number }>(`/channels/${id}/templates/refresh`, { method: "POST" });
  pairing = (id: ChannelId, signal?: AbortSignal) => this.client.json<Pairing>(`/channels/${id}/pairing`, signal ? { signal } : {});
  startPairing = (id: ChannelId, method: PairingMethod, phone: string | null, riskAccepted: boolean) =>
    this.client.json<Pairing>(`/channels/${id}/pairing`, { method: "POST", json: { method, phone, risk_accepted: riskAccepted } });
  logOut = (id: ChannelId) => this.client.json<null>(`/channels/${id}/pairing`, { method: "DELETE" });

  plugins = () => this.client.json<PluginList>("/plugins");
  plugin = (id: string) => this.client.json<PluginDetails>(this.of(id));
  pluginLogs = (id: string, level: LogLevel) => this.client.json<{ items: PluginLog[] }>(`${this.of(id)}/logs`, { query: { level } });
  /** Looks at a file without installing it; `progress` gets the part that has gone up. */
  planPlugin = (file: Blob, progress: (part: number) => void, signal: AbortSignal) =>
    this.client.upload<PluginPlan>("/plugins/plan", file, "application/wasm", progress, signal);
  installPlugin = (approval: InstallPlugin) => this.client.json<PluginInstalled>("/plugins", { method: "POST", json: approval });
  grantPlugin = (id: string, granted: readonly string[]) => this.client.json<Plugin>(`${this.of(id)}/grants`, { method: "PUT", json: { granted } });
  rollBackPlugin = (id: string) => this.client.json<Plugin>(`${this.of(id)}/rollback`, { method: "POST" });
  discardPlugin = (id: string) => this.client.json<null>(`${this.of(id)}/staged`, { method: "DELETE" });
  removePlugin = (id: string, force: boolean) =>
    this.client.json<PluginRemoved>(this.of(id), { method: "DELETE", query: { force: force ? "true" : null } });

  private of = (plugin: string) => `/plugins/${encodeURIComponent(plugin)}`;
  private act = (path: string) => this.client.json<null>(path, { method: "POST" });
  private put = (path: string, json: unknown) => this.client.json<null>(path, { method: "PUT", json });
}
