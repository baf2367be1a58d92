// A channel to a service that echoes: small, but with every way in and out.
import { CallError } from "@deskbell/sdk";
import { channel } from "@deskbell/sdk/channel";
import * as config from "@deskbell/sdk/config";
import * as http from "@deskbell/sdk/http";
import { messageRequest, signalRequest } from "./outbound.js";
import { translate } from "./inbound.js";

const API = "https://api.echo.example";

class Echo {
  describe() {
    return {
      channelKind: "echo",
      features: { firstContact: true, media: true, quotes: true, delivered: true, read: true, markRead: true, typingOut: true },
      maxText: 4000,
      pacePer10s: 50,
    };
  }

  checkAccount() {
    const { id, name } = signedIn(http.get(`${API}/account`)).json();
    return { remoteId: id, display: name };
  }

  send(ctx, message) {
    const answer = signedIn(messageRequest(API, message, config.require("sender"))).json();
    return { remoteId: answer.id };
  }

  sendSignal(ctx, signal) {
    signedIn(signalRequest(API, signal));
  }

  fetchMedia(ctx, media) {
    const { blob } = signedIn(http.get(`${API}/files/${encodeURIComponent(media.reference)}`).storeResponse());
    return blob;
  }

  handle(ctx, request) {
    return translate(request);
  }
}

/** Sends a request with the token and reads the service's refusals. */
function signedIn(request) {
  const response = request.secretHeader("authorization", "Bearer ", "api_token").send();
  if (response.isSuccess) return response;
  const code = String(response.status);
  if (response.status === 401) throw CallError.auth(code, "the echo service does not take the token");
  if (response.status === 429) throw CallError.rateLimited(code, "too fast for the echo service", response.retryAfterMs ?? 10_000);
  if (response.status >= 500) throw CallError.uncertain(code, "the echo service failed");
  throw CallError.rejected(code, "the echo service refuses the request");
}

export default channel(new Echo());
