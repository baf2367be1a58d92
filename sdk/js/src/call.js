// What is going on in this instance: a component runs one call and is gone.

const now = { inside: null, mayHaveLeft: false };

/** Runs `body` as the function of this name. */
export function during(name, body) {
  now.inside = name;
  now.mayHaveLeft = false;
  try {
    return body();
  } finally {
    now.inside = null;
  }
}

/** True in a call that may talk to the host: not while the module is loaded, not in `describe`. */
export function mayAskHost() {
  return now.inside !== null && now.inside !== "describe";
}

/** Why the host cannot be asked now. */
export function whyNot(what) {
  return now.inside === "describe"
    ? `\`describe\` always answers the same, so it may not use ${what}`
    : `${what} cannot be used while the module is loaded: that happens once, when the plugin is built. Use it in a function`;
}

/** A request of this method may have taken effect in this call. */
export function noteRequest(method) {
  if (method !== "get" && method !== "head") now.mayHaveLeft = true;
}

export function requestMayHaveLeft() {
  return now.mayHaveLeft;
}
