/** Frames that only show what arrived take this part of the time at most: a fifth. */
const REST_PER_COST = 4;

/** From here on drawing is slow: pictures while something moves or arrives may be rough. */
const SLOW_MS = 50;

/** Uploads of a frame: this part of the time since the last one, within these limits; tasks stay short, drags smooth. */
const UPLOAD_SHARE = 0.25;
const UPLOAD_MS = [4, 20] as const;

/** A frame's cost weighs this much against those before it. */
const NEWEST = 0.5;

/**
 * When the next picture of what arrived is worth its price: where drawing is slow, a frame for every chunk would take the
 * time in which chunks are decoded.
 */
export class Pace {
  private beganAt = Number.NEGATIVE_INFINITY;
  private costMs = 0;

  get isSlow(): boolean {
    return this.costMs > SLOW_MS;
  }

  /** @param now milliseconds, as `performance.now()`. @returns how long this frame may upload, milliseconds. */
  begin(now: number): number {
    const [least, most] = UPLOAD_MS;
    const budget = Math.min(Math.max(UPLOAD_SHARE * (now - this.beganAt), least), most);
    this.beganAt = now;
    return budget;
  }

  /** The browser is ready for another frame. */
  end(now: number): void {
    this.costMs += NEWEST * (now - this.beganAt - this.costMs);
  }

  /** @returns milliseconds until a frame that only shows what arrived. */
  rest(now: number): number {
    return Math.max(0, this.beganAt + (1 + REST_PER_COST) * this.costMs - now);
  }
}
