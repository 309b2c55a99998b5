import type { LayerInfo } from '../state/index.ts';
import { type Cut, pointAt } from '../state/index.ts';
import { channelsOf, type LayerState } from './layer-state.ts';
import type { ChunkCache } from './slices.ts';
import { valueAt } from './values.ts';

/** Points a side of each panel that are looked at. */
const POINTS = 48;

/** What is darker or lighter than these parts of all is cut off, as by Neuroglancer's button. */
const PARTS = [0.01, 0.99] as const;

/**
 * Finds windows of channels that want one, from what the panels show: as soon as there is something, and once more when
 * all is there; then they stay, whatever is shown later.
 * @param isComplete whether everything visible is loaded.
 * @returns whether a window is another than before.
 */
export function updateWindows(
  layers: readonly LayerState[],
  chunks: ChunkCache,
  cuts: readonly { readonly cut: Cut }[],
  isComplete: boolean,
): boolean {
  let changed = false;
  for (const layer of layers) {
    if (layer.spec.type !== 'image' || !layer.source) continue;
    for (const channel of wantsWindow(layer, layer.source.info)) {
      const known = layer.windows.get(channel);
      if (known?.isFinal || (known && !isComplete)) continue;
      const window = windowOf(samplesOnScreen(layer, chunks, cuts, channel));
      if (!window) continue;
      layer.windows.set(channel, { window, isFinal: isComplete });
      changed ||= known?.window[0] !== window[0] || known.window[1] !== window[1];
    }
  }
  return changed;
}

/** Bytes are shown as they are, other types would be black: unless the page says what it wants. */
function wantsWindow({ spec }: LayerState, info: LayerInfo): number[] {
  const isByte = info.dataType === 'uint8' || info.dataType === 'int8';
  return channelsOf(spec, info)
    .filter(({ window }) => window === 'auto' || (window === undefined && !isByte))
    .map(({ channel }) => channel);
}

function samplesOnScreen(
  layer: LayerState,
  chunks: ChunkCache,
  cuts: readonly { readonly cut: Cut }[],
  channel: number,
): number[] {
  const samples: number[] = [];
  for (const { cut } of cuts) {
    for (let i = 0; i < POINTS * POINTS; i++) {
      const x = (((i % POINTS) + 0.5) / POINTS - 0.5) * cut.width;
      const y = ((Math.floor(i / POINTS) + 0.5) / POINTS - 0.5) * cut.height;
      const value = valueAt(layer, chunks, pointAt(cut, [x, y]), channel);
      if (value !== undefined && Number.isFinite(Number(value))) samples.push(Number(value));
    }
  }
  return samples;
}

/** @returns undefined where there is nothing to look at. */
export function windowOf(samples: readonly number[]): readonly [number, number] | undefined {
  if (samples.length === 0) return undefined;
  const sorted = Float64Array.from(samples).sort();
  const [black, white] = PARTS.map((part) => sorted[Math.round(part * (sorted.length - 1))] as number) as [
    number,
    number,
  ];
  // One value everywhere is shown white, and not divided by nothing.
  return black < white ? [black, white] : [black - 1, black];
}
