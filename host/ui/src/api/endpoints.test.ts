import { afterEach, describe, expect, it, vi } from "vitest";
import openapi from "../../../http/openapi.json";
import { Client } from "./client";
import { Endpoints } from "./endpoints";
import { ApiError, NoAnswer } from "./problem";

afterEach(() => vi.unstubAllGlobals());

type Answer = (url: string, init: RequestInit) => Response | Promise<Response>;

function client(answer: Answer): Client {
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => Promise.resolve(answer(url, init)));
  vi.stubGlobal("XMLHttpRequest", uploading(answer));
  return new Client();
}

/** As much of an upload as the client uses. */
function uploading(answer: Answer) {
  return class {
    status = 0;
    responseText = "";
    upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
    onload?: () => void;
    onerror?: () => void;
    private method = "";
    private url = "";
    private headers = new Headers();
    open(method: string, url: string) {
      [this.method, this.url] = [method, url];
    }
    setRequestHeader(name: string, value: string) {
      this.headers.set(name, value);
    }
    getResponseHeader() {
      return null;
    }
    send(body: Blob) {
      this.upload.onprogress?.({ loaded: body.size / 2, total: body.size });
      void Promise.resolve()
        .then(() => answer(this.url, { method: this.method, headers: this.headers, body }))
        .then(async (response) => {
          [this.status, this.responseText] = [response.status, await response.text()];
          this.onload?.();
        })
        .catch(() => this.onerror?.());
    }
  };
}

function refusing(status: number, body: object, headers: Record<string, string> = {}): Answer {
  return () => new Response(JSON.stringify(body), { status, headers });
}

describe("endpoints", () => {
  const query = { list: "mine" as const, channel: null, search: " marta " };
  const item = { key: "k1", conversation: 3, content: { kind: "text" as const, body: "Hi" }, reply_to: null, at: 0, after: 0, phase: { kind: "waiting" as const } };
  const calls: Readonly<Record<keyof Omit<Endpoints, "client">, (api: Endpoints) => Promise<unknown>>> = {
    session: (api) => api.session(),
    signIn: (api) => api.signIn("ines", "secret", null),
    signOut: (api) => api.signOut(),
    conversations: (api) => api.conversations(query, null, 50),
    conversation: (api) => api.conversation(3),
    messages: (api) => api.messages(3, 9, 50),
    explanation: (api) => api.explanation(3, 4),
    send: (api) => api.send(item),
    retry: (api) => api.retry(3, 4),
    discard: (api) => api.discard(3, 4),
    markRead: (api) => api.markRead(3),
    typing: (api) => api.typing(3),
    assign: (api) => api.assign(3, null),
    close: (api) => api.close(3),
    reopen: (api) => api.reopen(3),
    fileOn: (api) => api.fileOn(3, 5),
    contact: (api) => api.contact(6),
    users: (api) => api.users(),
    templates: (api) => api.templates("front desk"),
    canned: (api) => api.canned(3),
    previewTemplate: (api) => api.previewTemplate(3, "ready", "en", []),
    upload: (api) => api.upload(new File(["x"], "a b.png", { type: "image/png" })),
    queue: (api) => api.queue(null, null),
    channels: (api) => api.channels(),
    pause: (api) => api.pause("desk"),
    resume: (api) => api.resume("desk"),
    connect: (api) => api.connect({ id: "sms", name: "SMS", plugin: "com.acme.sms", settings: {} }),
    channelSettings: (api) => api.channelSettings("desk"),
    changeSettings: (api) => api.changeSettings("desk", {}),
    setSecrets: (api) => api.setSecrets("desk", { token: ["t"] }),
    checkChannel: (api) => api.checkChannel("desk"),
    refreshTemplates: (api) => api.refreshTemplates("desk"),
    pairing: (api) => api.pairing("desk"),
    startPairing: (api) => api.startPairing("desk", "qr", null, true),
    logOut: (api) => api.logOut("desk"),
    plugins: (api) => api.plugins(),
    plugin: (api) => api.plugin("com.acme.sms"),
    pluginLogs: (api) => api.pluginLogs("com.acme.sms", "warn"),
    planPlugin: (api) => api.planPlugin(new Blob(["x"]), () => undefined, new AbortController().signal),
    installPlugin: (api) => api.installPlugin({ digest: "ab", approve: true }),
    grantPlugin: (api) => api.grantPlugin("com.acme.sms", ["kv:state"]),
    rollBackPlugin: (api) => api.rollBackPlugin("com.acme.sms"),
    discardPlugin: (api) => api.discardPlugin("com.acme.sms"),
    removePlugin: (api) => api.removePlugin("com.acme.sms", true),
  };

  it.each(Object.entries(calls))("%s asks for what the API describes", async (_, call) => {
    const asked: [string, string, URLSearchParams][] = [];
    const api = new Endpoints(
      client((url, init) => {
        const { pathname, searchParams } = new URL(url, "http://host");
        asked.push([init.method?.toLowerCase() ?? "get", pathname, searchParams]);
        return new Response("{}");
      }),
    );
    await call(api);
    const [method, path, search] = asked[0] ?? ["", "", new URLSearchParams()];
    const found = Object.entries(openapi.paths as Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>).find(
      ([template, methods]) => new RegExp(`^${template.replace(/\{[^}]+\}/g, "[^/]+")}$`).test(path) && method in methods,
    );
    expect(found, `${method} ${path}`).toBeDefined();
    const known = (found?.[1][method]?.parameters ?? []).filter((parameter) => parameter.in === "query").map(({ name }) => name);
    for (const name of search.keys()) expect(known).toContain(name);
  });
});

describe("client", () => {
  it("sends the token with changes and the key with messages", async () => {
    const seen: Headers[] = [];
    const api = client((_, init) => {
      seen.push(new Headers(init.headers));
      return new Response("{}");
    });
    api.csrf = "token";
    await api.json("/x", { method: "POST", json: {}, idempotencyKey: "k" });
    await api.json("/x");
    expect(seen[0]?.get("x-csrf-token")).toBe("token");
    expect(seen[0]?.get("idempotency-key")).toBe("k");
    expect(seen[1]?.get("x-csrf-token")).toBeNull();
  });

  it("tells a refusal by its reason", async () => {
    const api = client(refusing(409, { code: "conflict", reason: "window-closed", detail: "too late" }));
    const error: unknown = await api.json("/x").catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 409, code: "window-closed", detail: "too late", passing: false });
  });

  it("asks to sign in again when the session is over", async () => {
    const api = client(refusing(401, { code: "unauthorized", detail: "" }));
    api.onUnauthorized = vi.fn();
    await expect(api.json("/x")).rejects.toBeInstanceOf(ApiError);
    expect(api.onUnauthorized).toHaveBeenCalledOnce();
  });

  it("takes a new token once when the old one is out of date", async () => {
    let posts = 0;
    const api = client((_, init) => {
      posts += 1;
      return new Headers(init.headers).get("x-csrf-token") === "new" ? new Response("{}") : new Response('{"code":"csrf"}', { status: 403 });
    });
    api.csrf = "old";
    api.onStaleToken = () => {
      api.csrf = "new";
      return Promise.resolve(true);
    };
    await api.json("/x", { method: "POST" });
    expect(posts).toBe(2);
  });

  it("knows no answer from a refusal, and how long to wait", async () => {
    const gone = client(() => Promise.reject(new TypeError("failed to fetch")));
    await expect(gone.json("/x")).rejects.toBeInstanceOf(NoAnswer);
    const busy = client(refusing(429, { code: "too-many", detail: "" }, { "retry-after": "7" }));
    await expect(busy.json("/x")).rejects.toMatchObject({ passing: true, retryAfter: 7 });
    const broken = client(() => new Response("<html>", { status: 502 }));
    await expect(broken.json("/x")).rejects.toMatchObject({ code: "http-502", passing: true });
  });

  it("x7 tells how far a plugin has gone up, and why it was refused", async () => {
    const parts: number[] = [];
    const send = (api: Client) => api.upload("/x", new Blob(["ab"]), "application/wasm", (part) => parts.push(part), new AbortController().signal);
    const seen: Headers[] = [];
    const api = client((_, init) => {
      seen.push(new Headers(init.headers));
      return new Response('{"digest":"ab"}');
    });
    api.csrf = "token";
    expect(await send(api)).toEqual({ digest: "ab" });
    expect(parts).toEqual([0.5]);
    expect(seen[0]?.get("x-csrf-token")).toBe("token");
    expect(seen[0]?.get("content-type")).toBe("application/wasm");
    await expect(send(client(refusing(413, { code: "too-large", detail: "larger than 48 MiB" })))).rejects.toMatchObject({ code: "too-large" });
    await expect(send(client(() => Promise.reject(new TypeError("gone"))))).rejects.toBeInstanceOf(NoAnswer);
  });
});
