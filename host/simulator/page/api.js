// Calls to the simulator. A refusal becomes an Error with the reason.

async function call(method, path, body, type) {
  const headers = body === undefined ? {} : { "content-type": type ?? "application/json" };
  const payload = body === undefined || type ? body : JSON.stringify(body);
  const response = await fetch(`/_control${path}`, { method, headers, body: payload });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `the simulator answered ${response.status}`);
  return answer;
}

const part = encodeURIComponent;

export const api = {
  state: () => call("GET", "/state"),
  customers: () => call("GET", "/customers"),
  messages: (id) => call("GET", `/customers/${part(id)}/messages`),
  addCustomer: (seed) => call("POST", "/customers", seed),
  setCustomer: (id, change) => call("POST", `/customers/${part(id)}`, change),
  read: (id) => call("POST", `/customers/${part(id)}/read`),
  act: (from, act) => call("POST", "/inbound", { from, act }),
  played: (id) => call("POST", `/messages/${part(id)}/status`, { status: "played" }),
  upload: (file) => call("POST", `/media?filename=${part(file.name)}`, file, file.type || "application/octet-stream"),
  faults: () => call("GET", "/faults"),
  addFault: (fault) => call("POST", "/faults", fault),
  removeFault: (id) => call("DELETE", `/faults/${part(id)}`),
  mediaUrl: (id) => `/_control/media/${part(id)}`,
};
