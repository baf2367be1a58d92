import type { ChannelId, Id } from "../api/types";

/** What the page shows. Nothing is open at first (S2.4). */
export type Route =
  | { readonly page: "inbox"; readonly conversation: Id | null; readonly contact: boolean }
  | { readonly page: "queue" }
  /** All connected accounts, or one of them. */
  | { readonly page: "channels"; readonly channel: ChannelId | null }
  /** Connecting an account, with the plugin that was chosen for it. */
  | { readonly page: "connect"; readonly plugin: string | null }
  | { readonly page: "plugins"; readonly plugin: string | null }
  | { readonly page: "install" };

export const HOME: Route = { page: "inbox", conversation: null, contact: false };

export function parseRoute(hash: string): Route {
  const [first, second, third] = hash.replace(/^#\/?/, "").split("/");
  if (first === "queue" || first === "install") return { page: first };
  if (first === "channels") return { page: first, channel: name(second) };
  if (first === "connect" || first === "plugins") return { page: first, plugin: name(second) };
  if (first !== "c" || !/^\d{1,15}$/.test(second ?? "")) return HOME;
  return { page: "inbox", conversation: Number(second), contact: third === "contact" };
}

export function routeHash(route: Route): string {
  switch (route.page) {
    case "inbox":
      if (route.conversation === null) return "#/";
      return `#/c/${route.conversation}${route.contact ? "/contact" : ""}`;
    case "channels":
      return below(route.page, route.channel);
    case "connect":
    case "plugins":
      return below(route.page, route.plugin);
    default:
      return `#/${route.page}`;
  }
}

function below(page: string, of: string | null): string {
  return of === null ? `#/${page}` : `#/${page}/${encodeURIComponent(of)}`;
}

function name(part: string | undefined): string | null {
  try {
    return part ? decodeURIComponent(part) : null;
  } catch {
    return null;
  }
}
