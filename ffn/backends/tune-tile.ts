/** Which cut of the convolutions is the quickest on this adapter, measured once. */
import type { WritableStore } from '../../datasets/stores/index.ts';
import { type ComputeDevice, type ConvTile, convTile } from '../kernels/index.ts';
import { type ConvStack3DConfig, crc32c, type Weights } from '../model/index.ts';
import { measureTiles, type TileMeasurement, variantsOf } from './measure-tiles.ts';
import { DEFAULT_TILE } from './webgpu.ts';

export interface TuneOptions {
  /** Where measurements are kept, a small file each. Default: nowhere, and the next call measures again. */
  readonly store?: Pick<WritableStore, 'get' | 'put'>;
  /** What to try besides the default. Default: `variantsOf(config)`. */
  readonly variants?: readonly ConvTile[];
  /** Also where the CPU computes: compiling takes longer there than tuning can win. Default false. */
  readonly evenOnSoftware?: boolean;
  /** Milliseconds. */
  readonly now?: () => number;
}

export interface TunedTile {
  readonly tile: ConvTile;
  /** How it came about. */
  readonly by: 'measurement' | 'earlier measurement' | 'default: a software adapter';
  /** Of this call. */
  readonly measurements: readonly TileMeasurement[];
  /** The file could not be written; the tile is good all the same. */
  readonly storeError?: unknown;
}

/** @throws those of `createWebgpuNetwork`, for the default tile. */
export async function tuneTile(
  opened: ComputeDevice,
  config: ConvStack3DConfig,
  weights: Weights,
  options: TuneOptions = {},
): Promise<TunedTile> {
  const { store, variants = variantsOf(config), evenOnSoftware = false } = options;
  if (opened.isSoftware && !evenOnSoftware) {
    return { tile: DEFAULT_TILE, by: 'default: a software adapter', measurements: [] };
  }
  const key = tileKey(opened.adapterName, config);
  const known = parseTile(await store?.get(key).catch(() => undefined));
  if (known) return { tile: known, by: 'earlier measurement', measurements: [] };
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

function quickestOf(measurements: readonly TileMeasurement[]): ConvTile {
  const usable = measurements.filter(({ isEqual, milliseconds }) => isEqual && milliseconds !== undefined);
  return usable.reduce((a, b) => (b.milliseconds! < a.milliseconds! ? b : a)).tile;
}

const networkText = ({ depth, features, fovSize }: ConvStack3DConfig): string =>
  `depth ${depth}, features ${[features].flat().join(' ')}, field of view ${fovSize.join(' ')}`;

/** Adapter, driver, network and the kernel's own text: where one of them changes, it is measured again. */
export function tileKey(adapterName: string, config: ConvStack3DConfig): string {
  const text = [adapterName, networkText(config), convTile(DEFAULT_TILE).source].join('\n');
  return `tile-${crc32c(new TextEncoder().encode(text)).toString(16).padStart(8, '0')}.json`;
}

/** @returns undefined for a file that is none: it is measured again, and written anew. */
function parseTile(bytes: Uint8Array | undefined): ConvTile | undefined {
  if (!bytes) return undefined;
  try {
    const { tile } = JSON.parse(new TextDecoder().decode(bytes)) as { readonly tile?: Partial<ConvTile> };
    const { positions, outQuads, threads } = tile ?? {};
    const isWhole = (n: unknown, most: number): n is number =>
      Number.isInteger(n) && (n as number) >= 1 && (n as number) <= most;
    if (isWhole(positions, 16) && isWhole(outQuads, 8) && isWhole(threads, 256))
      return { positions, outQuads, threads };
  } catch {
    // Not JSON.
  }
  return undefined;
}
