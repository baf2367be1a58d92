// __title__: what Deskbell calls. Translating is in translate.js, which unit tests cover.
import { CallError } from "@deskbell/sdk";
import { channel } from "@deskbell/sdk/channel";
import * as config from "@deskbell/sdk/config";
import * as http from "@deskbell/sdk/http";
import { events, messageRequest } from "./translate.js";

/** Where the service is: the default of plugin.toml, or the simulator that the operator names. */
const api = () => config.require("base_url");

class Connector {
  describe() {
    return {
      channelKind: "__name__",
      features: { firstContact: true, media: true, delivered: true },
      maxText: 1000,
      pacePer10s: 10,
    };
  }

  checkAccount() {
    const { id, name } = signedIn(http.get(`${api()}/account`)).json();
    return { remoteId: id, display: name };
  }

  send(ctx, message) {
    const { id } = signedIn(messageRequest(api(), message, config.require("sender"))).json();
    return { remoteId: id };
  }

  handle(ctx, request) {
    return events(request);
  }

  fetchMedia(ctx, media) {
    return signedIn(http.get(`${api()}/files/${encodeURIComponent(media.reference)}`).storeResponse()).blob;
  }
}

/** Sends a request with the token, and says what a refusal means. */
function signedIn(request) {
  const response = request.secretHeader("authorization", "Bearer ", "api_token").send();
  if (response.isSuccess) return response;
  const code = String(response.status);
  if (response.status === 401) throw CallError.auth(code, "the service does not take the token");
  if (response.status === 429) throw CallError.rateLimited(code, "too fast for the service", response.retryAfterMs ?? 10_000);
  if (response.status >= 500) throw CallError.uncertain(code, "the service failed");
  throw CallError.rejected(code, "the service refuses the request");
}

export default channel(new Connector());
