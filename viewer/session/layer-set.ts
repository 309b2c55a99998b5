import { type FloodlightError, isFloodlightError, UnsupportedError } from '../../datasets/errors.ts';
import { type LayerSpec, resolveSource } from '../state/index.ts';
import type { Sources } from '../workers/index.ts';
import type { LayerState } from './layer-state.ts';

export interface LayerSetEvents {
  /** A layer's dataset was opened. */
  opened(): void;
  failed(error: FloodlightError, spec: LayerSpec): void;
  /** All are open or failed. Not called for a set that was replaced meanwhile. */
  settled(): void;
}

/** The layers of a session. Those that stay the same when the page changes its list stay open. */
export class LayerSet {
  layers: readonly LayerState[] = [];
  private readonly sources: Sources;
  private readonly events: LayerSetEvents;
  private opening = 0;
  private generation = 0;
  /** Whether `settled` is owed: a change of names or segments alone is none. */
  private changed = false;

  constructor(sources: Sources, events: LayerSetEvents) {
    this.sources = sources;
    this.events = events;
  }

  get isBusy(): boolean {
    return this.opening > 0;
  }

  /** @param base what relative sources are relative to. */
  async replace(specs: readonly LayerSpec[], base: string): Promise<void> {
    const generation = ++this.generation;
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
      layer.hasBegun = true;
      this.changed = true;
      layer.opened = this.open(layer, base);
    }
    for (const layer of known) if (!kept.has(layer)) layer.opening.abort();
    this.changed ||=
      this.layers.length !== known.length || this.layers.some((layer) => !known.includes(layer));
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

  private async open(layer: LayerState, base: string): Promise<void> {
    const { signal } = layer.opening;
    this.opening++;
    try {
      const source = await this.sources.open(resolveSource(layer.spec.source, base), signal);
      if (signal.aborted) return;
      layer.source = source;
      this.events.opened();
    } catch (error) {
      if (!signal.aborted) this.events.failed(asFloodlightError(error, layer.spec.source), layer.spec);
    } finally {
      this.opening--;
    }
  }
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
    opened: Promise.resolve(),
  };
}

/** Name and segments can change without opening the dataset again. */
const sameData = (a: LayerSpec, b: LayerSpec) => a.source === b.source && a.type === b.type;
