import type { Id } from "../api/types";

/** What the page shows. Nothing is open at first (S2.4). */
export type Route =
  | { readonly page: "inbox"; readonly conversation: Id | null; readonly contact: boolean }
  | { readonly page: "queue" }
  | { readonly page: "channels" };

export const HOME: Route = { page: "inbox", conversation: null, contact: false };

export function parseRoute(hash: string): Route {
  const [first, second, third] = hash.replace(/^#\/?/, "").split("/");
  if (first === "queue" || first === "channels") return { page: first };
  if (first !== "c" || !/^\d{1,15}$/.test(second ?? "")) return HOME;
  return { page: "inbox", conversation: Number(second), contact: third === "contact" };
}

export function routeHash(route: Route): string {
  if (route.page !== "inbox") return `#/${route.page}`;
  if (route.conversation === null) return "#/";
  return `#/c/${route.conversation}${route.contact ? "/contact" : ""}`;
}
