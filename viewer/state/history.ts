/** How much is kept: the oldest steps are forgotten first. */
export interface HistoryLimits<Entry> {
  readonly steps: number;
  /** Sum of the weights of all steps. */
  readonly weight: number;
  /** What an entry needs that the one before it does not share. */
  weigh(entry: Entry, before: Entry): number;
}

/** A change that goes on, as a drag does, is one step: those of the same name within so many milliseconds. */
const MERGE_MS = 500;

interface Change {
  /** Changes of one name may be one step; undefined: never. */
  readonly name: string | undefined;
  /** Milliseconds. */
  readonly at: number;
  /** A pointer is still down: it may rest as long as it likes. */
  readonly isHeld?: boolean;
}

/** Steps back and forth between values that are replaced as a whole, never changed in place. */
export class History<Entry> {
  private past: Entry[] = [];
  private future: Entry[] = [];
  private last: Change | undefined;
  private current: Entry;
  private readonly limits: HistoryLimits<Entry>;

  constructor(first: Entry, limits: HistoryLimits<Entry>) {
    this.current = first;
    this.limits = limits;
  }

  get present(): Entry {
    return this.current;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** A change that is a step, or goes on with the last one. What was undone is forgotten. */
  note(next: Entry, change: Change): void {
    if (!this.continues(change)) this.past.push(this.current);
    this.future = [];
    this.current = next;
    this.last = change;
    this.forget();
  }

  /** A change that nobody made: the window's size, data that were opened. */
  amend(next: Entry): void {
    this.current = next;
  }

  /** @returns what is to be shown; undefined where there is nothing before. */
  undo(): Entry | undefined {
    return this.step(this.past, this.future);
  }

  /** @returns what is to be shown; undefined where nothing was undone. */
  redo(): Entry | undefined {
    return this.step(this.future, this.past);
  }

  clear(): void {
    this.past = [];
    this.future = [];
    this.last = undefined;
  }

  private step(from: Entry[], to: Entry[]): Entry | undefined {
    const entry = from.pop();
    if (entry === undefined) return undefined;
    to.push(this.current);
    this.current = entry;
    this.last = undefined;
    return entry;
  }

  private continues({ name, at }: Change): boolean {
    const { last } = this;
    if (!last || name === undefined || name !== last.name) return false;
    return last.isHeld || at - last.at < MERGE_MS;
  }

  private forget(): void {
    const { steps, weight, weigh } = this.limits;
    let sum = 0;
    let kept = 0;
    for (let i = this.past.length - 1; i >= 0 && kept < steps; i--, kept++) {
      sum += weigh(this.past[i] as Entry, this.past[i + 1] ?? this.current);
      // The last step is kept, however much it needs.
      if (sum > weight && kept > 0) break;
    }
    if (kept < this.past.length) this.past = this.past.slice(this.past.length - kept);
  }
}
