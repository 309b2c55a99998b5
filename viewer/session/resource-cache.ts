import { isFloodlightError } from '../../datasets/errors.ts';

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
  readonly bytes: number;
  /** The frame that used it last. */
  usedIn: number;
}

export interface ResourceCacheOptions<Value, Handle> {
  /** Loads in flight at once. */
  readonly maxRequests: number;
  /** What may stay in memory beyond what the current frame uses. */
  readonly maxBytes: number;
  bytesOf(value: Value): number;
  release(handle: Handle): void;
  /** Something arrived or failed: a new frame may show more. */
  changed(): void;
  failed(key: string, error: unknown): void;
}

/**
 * Loads what frames want, nearest first, and forgets what was not used for longest.
 * What a later frame does not want any more is cancelled.
 */
export class ResourceCache<Value, Handle> {
  private readonly options: ResourceCacheOptions<Value, Handle>;
  private readonly resources = new Map<string, Resource<Value, Handle>>();
  private readonly flights = new Map<string, AbortController>();
  /** Not asked for again: a broken chunk would otherwise be fetched with every frame. */
  private readonly failures = new Set<string>();
  private queue: readonly Wanted<Value>[] = [];
  private frame = 0;

  constructor(options: ResourceCacheOptions<Value, Handle>) {
    this.options = options;
  }

  /** Whether something wanted is still on its way. */
  get isBusy(): boolean {
    return this.flights.size > 0 || this.queue.length > 0;
  }

  get(key: string): Resource<Value, Handle> | undefined {
    const resource = this.resources.get(key);
    if (resource) resource.usedIn = this.frame;
    return resource;
  }

  /** Without counting as use: for looking things up between frames. */
  peek(key: string): Value | undefined {
    return this.resources.get(key)?.value;
  }

  /** Says what the frame that was just drawn still needs, in any order, and ends the frame. */
  want(wanted: readonly Wanted<Value>[]): void {
    // Two panels may want the same; whoever needs it most says how urgent it is.
    const byKey = new Map<string, Wanted<Value>>();
    for (const each of [...wanted].sort((a, b) => a.urgency - b.urgency)) {
      if (!byKey.has(each.key)) byKey.set(each.key, each);
    }
    for (const [key, flight] of this.flights) if (!byKey.has(key)) flight.abort();
    const isNew = (key: string) =>
      !this.flights.has(key) && !this.failures.has(key) && !this.resources.has(key);
    this.queue = [...byKey.values()].filter(({ key }) => isNew(key));
    this.startNext();
    this.evict();
    this.frame++;
  }

  /** Forgets what is on the GPU, which is gone; values stay and are uploaded again. */
  dropHandles(): void {
    for (const resource of this.resources.values()) resource.handle = undefined;
  }

  dispose(): void {
    this.queue = [];
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
    try {
      const value = await load(flight.signal);
      // A cancelled flight was taken off the map by dispose, or its value is of no use any more.
      if (flight.signal.aborted) return;
      const bytes = this.options.bytesOf(value);
      this.resources.set(key, { value, handle: undefined, bytes, usedIn: this.frame });
    } catch (error) {
      if (flight.signal.aborted || isFloodlightError(error, 'aborted')) return;
      this.failures.add(key);
      this.options.failed(key, error);
    } finally {
      if (this.flights.get(key) === flight) this.flights.delete(key);
      this.startNext();
      this.options.changed();
    }
  }

  private evict(): void {
    let bytes = 0;
    for (const resource of this.resources.values()) bytes += resource.bytes;
    if (bytes <= this.options.maxBytes) return;
    const oldest = [...this.resources].sort(([, a], [, b]) => a.usedIn - b.usedIn);
    for (const [key, resource] of oldest) {
      if (bytes <= this.options.maxBytes || resource.usedIn >= this.frame) return;
      bytes -= resource.bytes;
      if (resource.handle !== undefined) this.options.release(resource.handle);
      this.resources.delete(key);
    }
  }
}
