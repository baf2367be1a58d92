// Every interface that a plugin may export, one row each. An interface is
// exported when the plugin has one of its methods, or always.
//
// `lacks` is answered where the plugin has no such method. `broken` says what
// an unexpected exception means to the host:
//   retry      nothing is lost; the same call is made again later. A verified
//              webhook is kept for that.
//   careful    as `retry`, but uncertain once a request may have left: a person
//              decides, nothing is sent twice.
//   final      best effort anyway.
//
// `method` is the plugin's name of a function where the contract's own says too
// little beside the others; `given` makes its arguments.

import { answered } from "./answer.js";

const row = (broken) => (lacks, more) => ({ lacks, broken, ...more });
const retry = row("retry");
const careful = row("careful");
const final = row("final");
const pure = (more) => ({ lacks: "it does not describe itself", ...more });

export const INTERFACES = {
  "channel/connector": {
    always: true,
    functions: {
      describe: pure(),
      checkAccount: retry("this channel cannot check its account"),
      send: careful("this channel cannot send"),
      sendSignal: final("this channel has no such signal"),
      fetchMedia: retry("this channel has no files"),
    },
  },
  "channel/webhook": { functions: { handle: retry("this channel takes no webhooks") } },
  "channel/poller": {
    functions: {
      poll: retry("this channel is not asked"),
      resume: retry("this channel does not wait between two calls", {
        given: (ctx, continuation, answer) => [ctx, continuation, answered(answer)],
      }),
    },
  },
  "channel/pairing": {
    functions: {
      describe: pure({ method: "pairingTerms" }),
      start: retry("this channel is not linked by a code", { method: "startPairing" }),
      status: retry("this channel is not linked by a code", { method: "pairingStatus" }),
      logOut: retry("this channel cannot be unlinked"),
    },
  },
  "channel/history": { functions: { since: retry("this channel cannot look back", { method: "historySince" }) } },
  "channel/templates": {
    functions: {
      list: retry("this channel does not list templates", { method: "listTemplates" }),
      create: careful("templates of this channel are made elsewhere", { method: "createTemplate" }),
      status: retry("this channel does not tell how a template stands", { method: "templateStatus" }),
    },
  },
  "channel/contacts": { functions: { check: retry("this channel cannot check addresses", { method: "checkContacts" }) } },
  "channel/inbound-mail": { functions: { handle: retry("this channel takes no mail", { method: "handleMail" }) } },

  "erp/module": { always: true, functions: { describe: pure() } },
  "erp/webhook": { functions: { handle: retry("this integration takes no webhooks") } },
  "erp/sync": { functions: { changes: retry("this integration is not asked") } },
  "erp/lookup": { functions: { find: retry("this integration knows no customers by address", { method: "findCustomers" }) } },
  "erp/documents": {
    functions: {
      list: retry("this integration does not list documents", { method: "listDocuments" }),
      fetch: retry("this integration has no documents to fetch", { method: "fetchDocument" }),
    },
  },
  "erp/actions": {
    functions: {
      available: retry("this integration has no actions", { method: "availableActions" }),
      run: careful("this integration has no actions", { method: "runAction" }),
    },
  },
};

/** Interfaces of a package ("channel" or "erp") that this plugin has, by their paths. */
export function interfacesOf(pkg, plugin) {
  return Object.entries(INTERFACES)
    .filter(([path]) => path.startsWith(`${pkg}/`))
    .filter(([, row]) => row.always || methods(row).some((method) => typeof plugin[method] === "function"))
    .map(([path]) => path);
}

function methods(row) {
  return Object.entries(row.functions).map(([name, { method }]) => method ?? name);
}

/** "channel/inbound-mail" is exported as `inboundMail`. */
export function exportName(path) {
  return path.split("/")[1].replace(/-(.)/g, (_, letter) => letter.toUpperCase());
}
