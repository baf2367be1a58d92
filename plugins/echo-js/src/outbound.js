// What Deskbell sends, as the service takes it. Plain data, so that tests can look at it.
import { CallError } from "@deskbell/sdk";
import { findAddress } from "@deskbell/sdk/channel";
import * as http from "@deskbell/sdk/http";

export function messageRequest(api, message, sender) {
  const to = findAddress(message.to, "user-id");
  if (to === undefined) throw CallError.rejected("no-address", "the contact has no id on this channel");
  const { tag, val } = message.content;
  const common = { id: message.id, from: sender, to, replyTo: message.replyTo };
  if (tag === "text") return http.post(`${api}/messages`).json({ ...common, text: val.body });
  if (tag === "media") return fileRequest(api, common, val);
  throw CallError.unsupported(`the echo service takes text and files, not ${tag}`);
}

function fileRequest(api, common, { blob, filename, caption }) {
  const request = http.post(`${api}/files`).formField("to", common.to).formField("id", common.id);
  if (caption !== undefined) request.formField("caption", caption);
  return request.formFile("file", filename ?? "file", blob);
}

export function signalRequest(api, { tag, val }) {
  return http.post(`${api}/signals`).json({ kind: tag === "typing" ? "typing" : "read", message: val });
}
