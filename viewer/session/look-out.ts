/** At the earliest after something arrived, milliseconds: what comes together is one look. */
const LEAST_MS = 8;

/** Looks take this part of the time at most: a quarter. */
const REST_PER_COST = 3;

/**
 * Looks for what the next picture will need, whenever something arrived, while the card is still busy with the last picture
 * or with its programs: what a mesh consists of is known only when its manifest has come.
 */
export class LookOut {
  private readonly look: () => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private costMs = 0;

  constructor(look: () => void) {
    this.look = look;
  }

  request(): void {
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        const began = performance.now();
        this.look();
        this.costMs = performance.now() - began;
      },
      Math.max(LEAST_MS, REST_PER_COST * this.costMs),
    );
  }

  /** A picture looks for itself. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
