/** How long an evaluation takes with the convolutions cut in other ways. */
import { isFloodlightError } from '../../datasets/errors.ts';
import { volumeOf } from '../../datasets/geometry/index.ts';
import type { ComputeDevice, StackTile } from '../kernels/index.ts';
import type { ConvStack3DConfig, Weights } from '../model/index.ts';
import { createEvaluator, type Evaluator } from './webgpu-evaluator.ts';

export interface TileMeasurement {
  readonly tile: StackTile;
  /** Of an evaluation of one field of view, alone; undefined where the adapter refuses the tile. */
  readonly milliseconds: number | undefined;
  /** Same bits as the first tile's. Others are never chosen: the result must not depend on what was quick. */
  readonly isEqual: boolean;
}

export interface Measuring {
  readonly opened: ComputeDevice;
  readonly config: ConvStack3DConfig;
  readonly weights: Weights;
  /** The first is what the others must give; the adapter must be able to run it. */
  readonly variants: readonly [StackTile, ...StackTile[]];
  readonly now?: () => number;
}

/** What one measurement is to take at least: reading back, which takes up to 10 ms, must not decide. */
const LEAST_MS = 100;
const MOST_REPEATS = 4096;
const ROUNDS = 2;
/** A tile so much slower than the best is not measured to the end. */
const HOPELESS = 3;

export async function measureTiles(measuring: Measuring): Promise<TileMeasurement[]> {
  const measured: TileMeasurement[] = [];
  let expected: Float32Array | undefined;
  let best = Number.POSITIVE_INFINITY;
  for (const tile of measuring.variants) {
    try {
      const { logits, milliseconds } = await measureTile(measuring, tile, best);
      expected ??= logits;
      const isEqual = haveSameBits(logits, expected);
      if (isEqual) best = Math.min(best, milliseconds);
      measured.push({ tile, milliseconds, isEqual });
    } catch (error) {
      // An adapter may lack the registers or threads of a variant; it must have those of the default.
      if (!expected || !isFloodlightError(error, 'unsupported')) throw error;
      measured.push({ tile, milliseconds: undefined, isEqual: false });
    }
  }
  return measured;
}

/** Logits of one evaluation of a tile, on the inputs that tiles are measured with. */
export async function logitsOf(
  { opened, config, weights }: Omit<Measuring, 'variants' | 'now'>,
  tile: StackTile,
): Promise<Float32Array> {
  const evaluator = await createEvaluator({ device: opened.device, config, weights, tile }, 1);
  try {
    const [image, seed] = inputsFor(config);
    return await evaluator.run(image, seed, 1);
  } finally {
    evaluator.destroy();
  }
}

async function measureTile(
  { opened, config, weights, now = () => performance.now() }: Measuring,
  tile: StackTile,
  best: number,
): Promise<{ logits: Float32Array; milliseconds: number }> {
  const evaluator = await createEvaluator({ device: opened.device, config, weights, tile }, 1);
  try {
    const [image, seed] = inputsFor(config);
    const time = async (repeats: number): Promise<number> => {
      const begin = now();
      await evaluator.run(image, seed, 1, repeats);
      return (now() - begin) / repeats;
    };
    const logits = await evaluator.run(image, seed, 1);
    let milliseconds = await time(1);
    if (milliseconds > HOPELESS * best + LEAST_MS) return { logits, milliseconds };
    let repeats = 1;
    while (milliseconds * repeats < LEAST_MS && repeats < MOST_REPEATS) {
      repeats *= 4;
      milliseconds = await time(repeats);
    }
    for (let i = 0; i < ROUNDS; i++) milliseconds = Math.min(milliseconds, await time(repeats));
    return { logits, milliseconds };
  } finally {
    evaluator.destroy();
  }
}

/** Numbers of at most 1 that differ from voxel to voxel; time does not depend on them. */
function inputsFor(config: ConvStack3DConfig): Parameters<Evaluator['run']>[0][] {
  const wave = (step: number) =>
    Float32Array.from({ length: volumeOf(config.fovSize) }, (_, i) => Math.sin(i * step));
  return [wave(0.7), wave(0.13)];
}

function haveSameBits(a: Float32Array, b: Float32Array): boolean {
  const [x, y] = [a, b].map(({ buffer, byteOffset, length }) => new Uint32Array(buffer, byteOffset, length));
  return x.length === y.length && x.every((bits, i) => bits === y[i]);
}
