/** Which cut of the convolutions is the quickest on this adapter, measured once. */
import type { WritableStore } from '../../datasets/stores/index.ts';
import { type ComputeDevice, convolutionText, isMatrixTile, type StackTile } from '../kernels/index.ts';
import { type ConvStack3DConfig, crc32c, type Weights } from '../model/index.ts';
import { assertPrecise } from './assert-precise.ts';
import { measureTiles, type TileMeasurement } from './measure-tiles.ts';
import { defaultTile, type Precision } from './precision.ts';
import { variantsOf } from './tile-variants.ts';

export interface TuneOptions {
  /** Where measurements are kept, a small file each. Default: nowhere, and the next call measures again. */
  readonly store?: Pick<WritableStore, 'get' | 'put'>;
  /** Default f32. */
  readonly precision?: Precision;
  /** What to try besides the precision's default. Default: `variantsOf`. */
  readonly variants?: readonly StackTile[];
  /** Also where the CPU computes: compiling takes longer there than tuning can win. Default false. */
  readonly evenOnSoftware?: boolean;
  /** Milliseconds. */
  readonly now?: () => number;
}

export interface TunedTile {
  readonly tile: StackTile;
  /** How it came about. */
  readonly by: 'measurement' | 'earlier measurement' | 'default: a software adapter';
  /** Of this call. */
  readonly measurements: readonly TileMeasurement[];
  /** The file could not be written; the tile is good all the same. */
  readonly storeError?: unknown;
}

/**
 * @throws those of `createWebgpuNetwork`, for the precision's default tile; UnsupportedError where the device does not have
 *   the precision, or where what it answers is too far from float32's logits.
 */
export async function tuneTile(
  opened: ComputeDevice,
  config: ConvStack3DConfig,
  weights: Weights,
  options: TuneOptions = {},
): Promise<TunedTile> {
  const { store, precision = 'f32', evenOnSoftware = false } = options;
  const first = defaultTile(opened, config, precision);
  if (opened.isSoftware && !evenOnSoftware) {
    return { tile: first, by: 'default: a software adapter', measurements: [] };
  }
  const key = await tileKey(opened.adapterName, config, first);
  const known = parseTile(await store?.get(key).catch(() => undefined), first);
  if (known) return { tile: known, by: 'earlier measurement', measurements: [] };
  await assertPrecise({ opened, config, weights }, first, precision);
  const variants = options.variants ? ([first, ...options.variants] as const) : variantsOf(config, first);
  const measurements = await measureTiles({ opened, config, weights, variants, now: options.now });
  const tile = quickestOf(measurements);
  const record = { adapter: opened.adapterName, network: networkText(config), tile, measurements };
  const text = new TextEncoder().encode(`${JSON.stringify(record, null, 1)}\n`);
  const storeError = await store?.put(key, text).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { tile, by: 'measurement', measurements, ...(storeError !== undefined && { storeError }) };
}

function quickestOf(measurements: readonly TileMeasurement[]): StackTile {
  const usable = measurements.filter(({ isEqual, milliseconds }) => isEqual && milliseconds !== undefined);
  return usable.reduce((a, b) => (b.milliseconds! < a.milliseconds! ? b : a)).tile;
}

const networkText = ({ depth, features, fovSize }: ConvStack3DConfig): string =>
  `depth ${depth}, features ${[features].flat().join(' ')}, field of view ${fovSize.join(' ')}`;

/** Adapter, driver, network and the kernel's own text: where one of them changes, it is measured again. */
export async function tileKey(
  adapterName: string,
  config: ConvStack3DConfig,
  first: StackTile,
): Promise<string> {
  const text = [adapterName, networkText(config), await convolutionText(first)].join('\n');
  return `tile-${crc32c(new TextEncoder().encode(text)).toString(16).padStart(8, '0')}.json`;
}

/** Numbers of a tile and the most that they can be. */
const PLAIN_LIMITS = { positions: 16, outQuads: 8, threads: 256 };
const MATRIX_LIMITS = { tiles: 8, subgroups: 8 };

/** @returns undefined for a file that is none, or of another kind of tile: it is measured again, and written anew. */
function parseTile(bytes: Uint8Array | undefined, first: StackTile): StackTile | undefined {
  if (!bytes) return undefined;
  try {
    const { tile } = JSON.parse(new TextDecoder().decode(bytes)) as {
      readonly tile?: Record<string, unknown>;
    };
    const limits = Object.entries(isMatrixTile(first) ? MATRIX_LIMITS : PLAIN_LIMITS);
    const numbers = limits.map(([name, most]): [string, number | undefined] => {
      const value = tile?.[name];
      return [
        name,
        Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most
          ? (value as number)
          : undefined,
      ];
    });
    if (numbers.every(([, value]) => value !== undefined))
      return { ...first, ...Object.fromEntries(numbers) };
  } catch {
    // Not JSON.
  }
  return undefined;
}
