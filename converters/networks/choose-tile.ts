import { join } from 'node:path';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import {
  assertPrecise,
  defaultTile,
  describeTile,
  type Precision,
  type TuneOptions,
  tuneTile,
} from '../../ffn/backends/index.node.ts';
import type { ComputeDevice, StackTile } from '../../ffn/kernels/index.ts';
import type { ConvStack3DConfig, Weights } from '../../ffn/model/index.ts';
import { cacheFolder } from '../node/index.ts';

export interface TileChoice {
  /** See `BackendChoice`. */
  readonly autotune?: boolean;
  readonly tiles?: TuneOptions['store'];
  readonly tell?: (line: string) => void;
  readonly config: ConvStack3DConfig;
  readonly weights: Weights;
  readonly precision: Precision;
}

/** Measured on a GPU, once; the default on a software adapter. */
export async function chooseTile(opened: ComputeDevice, choice: TileChoice): Promise<StackTile> {
  const { config, weights, precision, autotune = true, tell } = choice;
  const { tiles: store = createFileStore(join(cacheFolder(), 'tiles')) } = choice;
  // Milliseconds to seconds on a GPU, minutes on a CPU.
  if (opened.isSoftware || !autotune) {
    const tile = defaultTile(opened, config, precision);
    await assertPrecise({ opened, config, weights }, tile, precision);
    return tile;
  }
  const tuned = await tuneTile(opened, config, weights, { store, precision });
  const { tile, by, measurements, storeError } = tuned;
  if (by === 'measurement') {
    const kept = storeError === undefined ? '' : `; not kept: ${storeError}`;
    tell?.(
      `measured ${measurements.length} ways to cut convolutions on this GPU, took ${describeTile(tile)}${kept}`,
    );
  }
  return tile;
}
