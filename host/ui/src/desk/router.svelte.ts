import { HOME, parseRoute, routeHash, type Route } from "../state/route";

class Router {
  route: Route = $state.raw(HOME);

  start(): void {
    const read = () => (this.route = parseRoute(location.hash));
    window.addEventListener("hashchange", read);
    read();
  }

  go(route: Route): void {
    location.hash = routeHash(route);
  }

  /** Changes the address without a step in the history. */
  swap(route: Route): void {
    history.replaceState(null, "", routeHash(route));
    this.route = route;
  }
}

export const router = new Router();
