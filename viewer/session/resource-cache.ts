import { isFloodlightError } from '../../datasets/errors.ts';
import { evictOldest } from './evict.ts';
import { RetryList } from './retry-list.ts';

/** Something a frame needs: a chunk or a mesh. */
export interface Wanted<Value> {
  readonly key: string;
  /** Smaller is sooner. */
  readonly urgency: number;
  load(signal: AbortSignal): Promise<Value>;
}

/** What is in memory of it, and on the GPU. */
export interface Resource<Value, Handle> {
  readonly value: Value;
  handle: Handle | undefined;
  /** In memory, and about as much on the GPU. */
  readonly bytes: number;
  /** The frame that used it last. */
  usedIn: number;
}

export interface ResourceCacheOptions<Value, Handle> {
  /** Loads in flight at once. */
  readonly maxRequests: number;
  /** What may stay in memory, and on the GPU: of what the current frame does not use, the oldest goes. */
  readonly maxBytes: number;
  readonly maxGpuBytes: number;
  bytesOf(value: Value): number;
  release(handle: Handle): void;
  /** Something arrived, failed or may be tried again: a new frame may show more. */
  changed(): void;
  /** Whether what the store does not have is a failure that is told. */
  readonly tellsMissing: boolean;
  /** Told once, when it will not be tried again. */
  failed(key: string, error: unknown): void;
}

/** Why something is not there. */
export type Absence = 'loading' | 'missing' | 'failed';

/**
 * Loads what frames want, the most urgent first, and forgets what was not used for longest.
 * What a later frame does not want any more is cancelled; what fails for a moment is tried again, later and later.
 */
export class ResourceCache<Value, Handle> {
  private readonly options: ResourceCacheOptions<Value, Handle>;
  private readonly resources = new Map<string, Resource<Value, Handle>>();
  private readonly flights = new Map<string, AbortController>();
  private readonly retries: RetryList;
  /** Not asked for again by themselves: a broken chunk would otherwise be fetched with every frame. */
  private readonly absent = new Map<string, 'missing' | 'failed'>();
  /** There, and to be loaded again. */
  private readonly stale = new Set<string>();
  private queue: readonly Wanted<Value>[] = [];
  private frame = 0;

  constructor(options: ResourceCacheOptions<Value, Handle>) {
    this.options = options;
    this.retries = new RetryList(() => options.changed());
  }

  /** Whether something wanted is still on its way. */
  get isBusy(): boolean {
    return this.flights.size > 0 || this.queue.length > 0 || this.retries.isWaiting;
  }

  /** How many of each kind are known; `loading` counts those that wait for another try. */
  get counts(): Readonly<Record<Absence, number>> {
    const kinds = [...this.absent.values()];
    const missing = kinds.filter((kind) => kind === 'missing').length;
    const loading = this.flights.size + this.queue.length + this.retries.size;
    return { loading, missing, failed: kinds.length - missing };
  }

  /** Bytes held now. */
  get memory(): { readonly bytes: number; readonly gpuBytes: number } {
    let [bytes, gpuBytes] = [0, 0];
    for (const resource of this.resources.values()) {
      bytes += resource.bytes;
      if (resource.handle !== undefined) gpuBytes += resource.bytes;
    }
    return { bytes, gpuBytes };
  }

  get(key: string): Resource<Value, Handle> | undefined {
    const resource = this.resources.get(key);
    if (resource) resource.usedIn = this.frame;
    return resource;
  }

  /** Whether it has to be wanted: it is not there, out of date, or on its way. */
  lacks(key: string): boolean {
    return !this.resources.has(key) || this.stale.has(key) || this.flights.has(key);
  }

  /** What is there of these is out of date: it stays until it is loaded again. */
  refresh(keys: readonly string[]): void {
    for (const key of keys) {
      this.absent.delete(key);
      // What is on its way was asked for before.
      if (this.resources.has(key) || this.flights.has(key)) this.stale.add(key);
    }
    this.options.changed();
  }

  /** Without counting as use: for looking things up between frames. */
  peek(key: string): Value | undefined {
    return this.resources.get(key)?.value;
  }

  /** Why something that is not there is not. */
  absenceOf(key: string): Absence {
    return this.absent.get(key) ?? 'loading';
  }

  /** Says what the frame that was just drawn still needs, in any order, and ends the frame. */
  want(wanted: readonly Wanted<Value>[]): void {
    // Two panels may want the same; whoever needs it most says how urgent it is.
    const byKey = new Map<string, Wanted<Value>>();
    for (const each of [...wanted].sort((a, b) => a.urgency - b.urgency)) {
      if (!byKey.has(each.key)) byKey.set(each.key, each);
    }
    for (const [key, flight] of this.flights) if (!byKey.has(key)) flight.abort();
    this.retries.keepOnly(byKey);
    const isNew = (key: string) =>
      !this.flights.has(key) && !this.absent.has(key) && this.lacks(key) && !this.retries.has(key);
    this.queue = this.isFull() ? [] : [...byKey.values()].filter(({ key }) => isNew(key));
    this.startNext();
    evictOldest(this.resources, this.frame, this.options);
    this.frame++;
  }

  /** Whether what this frame uses takes all there is: more would have to be thrown away at once, for ever. */
  private isFull(): boolean {
    let used = 0;
    for (const { bytes, usedIn } of this.resources.values()) if (usedIn === this.frame) used += bytes;
    return used >= this.options.maxBytes;
  }

  /** Tries everything again that failed or was missing. */
  retry(): void {
    this.absent.clear();
    this.retries.clear();
    this.options.changed();
  }

  /** Forgets what is on the GPU, which is gone; values stay and are uploaded again. */
  dropHandles(): void {
    for (const resource of this.resources.values()) resource.handle = undefined;
  }

  dispose(): void {
    this.queue = [];
    this.retries.clear();
    for (const flight of this.flights.values()) flight.abort();
    this.flights.clear();
    this.resources.clear();
  }

  private startNext(): void {
    while (this.flights.size < this.options.maxRequests) {
      const [next, ...rest] = this.queue;
      if (!next) return;
      this.queue = rest;
      void this.start(next);
    }
  }

  private async start({ key, load }: Wanted<Value>): Promise<void> {
    const flight = new AbortController();
    this.flights.set(key, flight);
    this.stale.delete(key);
    try {
      const value = await load(flight.signal);
      // A cancelled flight was taken off the map by dispose, or its value is of no use any more.
      if (flight.signal.aborted) return;
      const bytes = this.options.bytesOf(value);
      const { handle } = this.resources.get(key) ?? {};
      if (handle !== undefined) this.options.release(handle);
      this.resources.set(key, { value, handle: undefined, bytes, usedIn: this.frame });
      this.retries.succeeded(key);
    } catch (error) {
      if (flight.signal.aborted || isFloodlightError(error, 'aborted')) return;
      this.onFailure(key, error);
    } finally {
      if (this.flights.get(key) === flight) this.flights.delete(key);
      if (flight.signal.aborted && this.resources.has(key)) this.stale.add(key);
      this.startNext();
      this.options.changed();
    }
  }

  private onFailure(key: string, error: unknown): void {
    if (isFloodlightError(error, 'transient') && this.retries.schedule(key)) return;
    const isMissing = isFloodlightError(error, 'missing');
    this.absent.set(key, isMissing ? 'missing' : 'failed');
    if (!isMissing || this.options.tellsMissing) this.options.failed(key, error);
  }
}
