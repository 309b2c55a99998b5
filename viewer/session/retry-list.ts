/** Half a second, then twice as long each time: the last try comes some 16 seconds after the first. */
const FIRST_DELAY_MS = 500;
const MAX_RETRIES = 5;

/** A part of the delay that differs from one to the next, so that a host that comes back is not hit by all at once. */
const JITTER = 0.3;

/** What failed for a moment, and when it is tried again. One timer, and none where nothing waits. */
export class RetryList {
  private readonly due: () => void;
  private readonly attempts = new Map<string, number>();
  private readonly waiting = new Map<string, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param due something may be tried again. */
  constructor(due: () => void) {
    this.due = due;
  }

  get isWaiting(): boolean {
    return this.waiting.size > 0;
  }

  get size(): number {
    return this.waiting.size;
  }

  has(key: string): boolean {
    return this.waiting.has(key);
  }

  /** @returns false where it was tried often enough. */
  schedule(key: string): boolean {
    const tried = this.attempts.get(key) ?? 0;
    if (tried >= MAX_RETRIES) {
      this.attempts.delete(key);
      return false;
    }
    this.attempts.set(key, tried + 1);
    const delay = FIRST_DELAY_MS * 2 ** tried * (1 + JITTER * Math.random());
    this.waiting.set(key, performance.now() + delay);
    this.wind();
    return true;
  }

  succeeded(key: string): void {
    this.attempts.delete(key);
  }

  /** What is not wanted any more is not waited for. */
  keepOnly(keys: { has(key: string): boolean }): void {
    for (const key of this.waiting.keys()) if (!keys.has(key)) this.waiting.delete(key);
    this.wind();
  }

  clear(): void {
    this.waiting.clear();
    this.attempts.clear();
    this.wind();
  }

  private wind(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting.size === 0) return;
    const next = Math.min(...this.waiting.values());
    this.timer = setTimeout(() => this.ring(), Math.max(0, next - performance.now()));
  }

  private ring(): void {
    const now = performance.now();
    for (const [key, at] of this.waiting) if (at <= now + 1) this.waiting.delete(key);
    this.wind();
    this.due();
  }
}
