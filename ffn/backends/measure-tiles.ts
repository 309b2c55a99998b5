/** How long an evaluation takes with the convolutions cut in other ways. */
import { isFloodlightError } from '../../datasets/errors.ts';
import { volumeOf } from '../../datasets/geometry/index.ts';
import type { ComputeDevice, ConvTile } from '../kernels/index.ts';
import { type ConvStack3DConfig, listLayers, type Weights } from '../model/index.ts';
import { DEFAULT_TILE } from './webgpu.ts';
import { createEvaluator, type Evaluator } from './webgpu-evaluator.ts';

export interface TileMeasurement {
  readonly tile: ConvTile;
  /** Of an evaluation of one field of view, alone; undefined where the adapter refuses the tile. */
  readonly milliseconds: number | undefined;
  /** Same bits as the default tile's. Others are never chosen: the result must not depend on what was quick. */
  readonly isEqual: boolean;
}

/** Positions and output quads that fit into the registers of most adapters, and workgroups of the sizes they like. */
export function variantsOf(config: ConvStack3DConfig): ConvTile[] {
  const quads = listLayers(config)
    .slice(0, -1)
    .map(({ outChannels }) => Math.ceil(outChannels / 4));
  const tiles: ConvTile[] = [];
  for (const outQuads of [1, 2, 4]) {
    // Layers whose channels it does not divide would take another tile.
    if (outQuads > 1 && !quads.every((n) => n % outQuads === 0)) continue;
    for (const positions of [4, 8, 16]) {
      if (positions * outQuads > 32) continue;
      for (const threads of [32, 64, 128]) tiles.push({ positions, outQuads, threads });
    }
  }
  return tiles;
}

export interface Measuring {
  readonly opened: ComputeDevice;
  readonly config: ConvStack3DConfig;
  readonly weights: Weights;
  readonly variants: readonly ConvTile[];
  readonly now?: () => number;
}

/** What one measurement is to take at least: reading back, which takes up to 10 ms, must not decide. */
const LEAST_MS = 100;
const MOST_REPEATS = 4096;
const ROUNDS = 2;
/** A tile so much slower than the best is not measured to the end. */
const HOPELESS = 3;

/** The default tile comes first: its bits are what the others must give. */
export async function measureTiles(measuring: Measuring): Promise<TileMeasurement[]> {
  const { variants } = measuring;
  const measured: TileMeasurement[] = [];
  let expected: Float32Array | undefined;
  let best = Number.POSITIVE_INFINITY;
  for (const tile of [DEFAULT_TILE, ...variants.filter((other) => !isSame(other, DEFAULT_TILE))]) {
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

async function measureTile(
  { opened, config, weights, now = () => performance.now() }: Measuring,
  tile: ConvTile,
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

/** Any numbers near 1 that differ from voxel to voxel; time does not depend on them. */
function inputsFor(config: ConvStack3DConfig): Parameters<Evaluator['run']>[0][] {
  const wave = (step: number) =>
    Float32Array.from({ length: volumeOf(config.fovSize) }, (_, i) => Math.sin(i * step));
  return [wave(0.7), wave(0.13)];
}

function haveSameBits(a: Float32Array, b: Float32Array): boolean {
  const [x, y] = [a, b].map(({ buffer, byteOffset, length }) => new Uint32Array(buffer, byteOffset, length));
  return x.length === y.length && x.every((bits, i) => bits === y[i]);
}

const isSame = (a: ConvTile, b: ConvTile): boolean =>
  a.positions === b.positions && a.outQuads === b.outQuads && a.threads === b.threads;
