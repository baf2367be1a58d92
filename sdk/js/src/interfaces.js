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

const retry = (lacks, method) => ({ lacks, method, broken: "retry" });
const careful = (lacks, method) => ({ lacks, method, broken: "careful" });
const final = (lacks, method) => ({ lacks, method, broken: "final" });
const pure = { lacks: "describe is missing" };

export const INTERFACES = {
  "channel/connector": {
    always: true,
    functions: {
      describe: pure,
      checkAccount: retry("this channel cannot check its account"),
      send: careful("this channel cannot send"),
      sendSignal: final("this channel has no such signal"),
      fetchMedia: retry("this channel has no files"),
    },
  },
  "channel/webhook": { functions: { handle: retry("this channel takes no webhooks") } },
  "channel/poller": { functions: { poll: retry("this channel is not asked") } },

  "erp/module": {
    always: true,
    functions: { describe: pure, fetchDocument: retry("this integration has no documents to fetch") },
  },
  "erp/webhook": { always: true, functions: { handle: retry("this integration takes no webhooks") } },
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
