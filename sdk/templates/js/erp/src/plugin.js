// __title__: what Deskbell calls. Translating is in translate.js, which unit tests cover.
import { CallError } from "@deskbell/sdk";
import { erpModule } from "@deskbell/sdk/erp";
import * as config from "@deskbell/sdk/config";
import * as http from "@deskbell/sdk/http";
import { events } from "./translate.js";

/** Where the service is: the default of plugin.toml, or the simulator that the operator names. */
const api = () => config.require("base_url");

class Integration {
  describe() {
    const statuses = [
      ["open", "Open"],
      ["ready", "Ready"],
      ["closed", "Closed"],
    ];
    return { system: "__title__", modules: [{ id: "order", name: "Orders", statuses, fields: [] }] };
  }

  handle(ctx, request) {
    return events(request);
  }

  fetchDocument(ctx, media) {
    const url = `${api()}/documents/${encodeURIComponent(media.reference)}`;
    const response = http.get(url).secretHeader("authorization", "Bearer ", "api_token").storeResponse().send();
    if (response.blob !== undefined) return response.blob;
    const code = String(response.status);
    if (response.status === 401) throw CallError.auth(code, "the business system does not take the token");
    if (response.status === 404) throw CallError.rejected(code, "the document is gone");
    throw CallError.retry(code, "the business system does not give the document now");
  }
}

export default erpModule(new Integration());
