import type { Endpoints } from "../api/endpoints";
import { ApiError } from "../api/problem";
import type { ChannelId, Pairing, PairingMethod } from "../api/types";
import { moves } from "../state/pairing";

const EVERY = 2_000;

/** Follows how an account is linked, for as long as somebody looks. */
export class Linking {
  pairing: Pairing | null = $state.raw(null);
  error: unknown = $state.raw(null);
  /** This kind of channel is not linked by a code. */
  none = $state(false);
  private timer: ReturnType<typeof setTimeout> | null = null;
  private asking: AbortController | null = null;
  private open = false;

  constructor(
    private readonly api: Endpoints,
    private readonly channel: ChannelId,
  ) {}

  /** Asks now and then every two seconds while something moves; until the returned function is called. */
  watch(): () => void {
    this.open = true;
    const seen = () => (document.visibilityState === "visible" ? void this.look() : this.rest());
    document.addEventListener("visibilitychange", seen);
    seen();
    return () => {
      this.open = false;
      document.removeEventListener("visibilitychange", seen);
      this.rest();
    };
  }

  look = async (): Promise<void> => {
    this.rest();
    const asking = (this.asking = new AbortController());
    try {
      const pairing = await this.api.pairing(this.channel, asking.signal);
      if (asking.signal.aborted) return;
      [this.pairing, this.error] = [pairing, null];
    } catch (error) {
      if (asking.signal.aborted) return;
      this.none = error instanceof ApiError && error.code === "no-pairing";
      this.error = this.none ? null : error;
    }
    this.next();
  };

  async start(method: PairingMethod, phone: string | null, riskAccepted: boolean): Promise<void> {
    this.rest();
    this.pairing = await this.api.startPairing(this.channel, method, phone, riskAccepted);
    this.next();
  }

  async logOut(): Promise<void> {
    this.rest();
    await this.api.logOut(this.channel);
    await this.look();
  }

  private next(): void {
    if (this.open && document.visibilityState === "visible" && moves(this.pairing)) this.timer = setTimeout(() => void this.look(), EVERY);
  }

  private rest(): void {
    if (this.timer) clearTimeout(this.timer);
    this.asking?.abort();
    this.timer = this.asking = null;
  }
}
