import {
  type FloodlightError,
  InvalidDataError,
  isFloodlightError,
  UnsupportedError,
} from '../../datasets/errors.ts';
import { type LayerSpec, resolveSource } from '../state/index.ts';
import type { LayerSource, Sources } from '../workers/index.ts';
import type { LayerState } from './layer-state.ts';

export interface LayerSetEvents {
  /** A layer's dataset was opened. */
  opened(): void;
  /** What was shown is out of date. @param keys of cached resources. */
  changed(keys: readonly string[]): void;
  failed(error: FloodlightError, spec: LayerSpec): void;
  /** All are open or failed. Not called for a set that was replaced meanwhile. */
  settled(): void;
}

/** A host that hiccups is asked twice more before anybody hears of it; one that is not there is told after two seconds. */
const RETRY_DELAYS_MS = [500, 1000];

/** The layers of a session. Those that stay the same when the page changes its list stay open. */
export class LayerSet {
  layers: readonly LayerState[] = [];
  private readonly sources: Sources;
  private readonly events: LayerSetEvents;
  private generation = 0;
  /** Whether `settled` is owed: a change of names or segments alone is none. */
  private changed = false;
  private base = '';

  constructor(sources: Sources, events: LayerSetEvents) {
    this.sources = sources;
    this.events = events;
  }

  /** Layers that were replaced do not count: nobody would draw when the last of them gives up. */
  get isBusy(): boolean {
    return this.layers.some(({ isOpening }) => isOpening);
  }

  /** @param base what relative sources are relative to. */
  async replace(specs: readonly LayerSpec[], base: string): Promise<void> {
    this.base = base;
    const known = this.layers;
    const kept = new Set<LayerState>();
    this.layers = specs.map((spec) => {
      const old = known.find((layer) => !kept.has(layer) && sameData(layer.spec, spec));
      const layer: LayerState = old ? Object.assign(old, { spec }) : createLayer(spec);
      kept.add(layer);
      return layer;
    });
    for (const layer of this.layers) {
      if (layer.hasBegun || layer.spec.visible === false) continue;
      this.begin(layer);
    }
    for (const layer of known) if (!kept.has(layer)) layer.opening.abort();
    this.changed ||=
      this.layers.length !== known.length || this.layers.some((layer) => !known.includes(layer));
    await this.settle();
  }

  /** Layers whose dataset could not be opened. */
  get failed(): number {
    return this.layers.filter(({ hasFailed }) => hasFailed).length;
  }

  /** Opens again what could not be opened. */
  async retry(): Promise<void> {
    for (const layer of this.layers) if (layer.hasFailed) this.begin(layer);
    await this.settle();
  }

  private begin(layer: LayerState): void {
    layer.hasBegun = true;
    layer.hasFailed = false;
    layer.isOpening = true;
    this.changed = true;
    layer.opened = this.open(layer);
  }

  private async settle(): Promise<void> {
    const generation = ++this.generation;
    await Promise.all(this.layers.map(({ opened }) => opened));
    if (generation !== this.generation || !this.changed) return;
    this.changed = false;
    this.events.settled();
  }

  dispose(): void {
    this.generation++;
    for (const layer of this.layers) layer.opening.abort();
    this.layers = [];
  }

  private async open(layer: LayerState): Promise<void> {
    const { signal } = layer.opening;
    try {
      const source = await this.openPatiently(resolveSource(layer.spec.source, this.base), signal);
      if (signal.aborted) return;
      checkType(layer.spec, source);
      layer.source = source;
      source.watch?.((keys) => this.events.changed(keys.map((key) => `${layer.key}/${key}`)));
      this.events.opened();
    } catch (error) {
      if (signal.aborted) return;
      layer.hasFailed = true;
      this.events.failed(asFloodlightError(error, layer.spec.source), layer.spec);
    } finally {
      layer.isOpening = false;
    }
  }

  private async openPatiently(url: string, signal: AbortSignal): Promise<LayerSource> {
    for (const delay of RETRY_DELAYS_MS) {
      try {
        return await this.sources.open(url, signal);
      } catch (error) {
        if (signal.aborted || !isFloodlightError(error, 'transient')) throw error;
        await pause(delay, signal);
        if (signal.aborted) throw error;
      }
    }
    return this.sources.open(url, signal);
  }
}

/** Images and segmentations are voxels, meshes are files that are one mesh. */
function checkType({ type, source: subject }: LayerSpec, { info }: LayerSource): void {
  const isMesh = info.meshBoundsNm !== undefined;
  if ((type === 'mesh') === isMesh) return;
  const expected = type === 'mesh' ? 'a file that is one mesh' : 'a volume';
  const cure = isMesh ? 'Make the layer of type mesh' : 'Make the layer of type segmentation or image';
  throw new InvalidDataError({ subject, expected, got: isMesh ? 'a mesh' : 'a volume', cure });
}

/** Ends at once with the signal. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}

/** What is not one of our errors is a fault of ours; it is shown all the same. */
export function asFloodlightError(error: unknown, subject: string): FloodlightError {
  if (isFloodlightError(error)) return error;
  const got = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new UnsupportedError({ subject, expected: 'to be shown', got, cause: error });
}

let created = 0;

function createLayer(spec: LayerSpec): LayerState {
  return {
    key: `layer${created++}`,
    spec,
    hovered: undefined,
    windows: new Map(),
    source: undefined,
    opening: new AbortController(),
    hasBegun: false,
    isOpening: false,
    hasFailed: false,
    opened: Promise.resolve(),
  };
}

/** Name and segments can change without opening the dataset again. */
const sameData = (a: LayerSpec, b: LayerSpec) => a.source === b.source && a.type === b.type;
