/** The time as the pages show it: one clock, so that all of them agree. */
class Clock {
  /** Ticks each second, for countdowns. */
  second = $state(Date.now());
  /** Ticks each minute, for everything else. */
  minute = $state(Date.now());

  start(offset: () => number): () => void {
    const tick = () => {
      const now = Date.now() + offset();
      this.second = now;
      if (Math.floor(now / 60_000) !== Math.floor(this.minute / 60_000)) this.minute = now;
    };
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }
}

export const clock = new Clock();
