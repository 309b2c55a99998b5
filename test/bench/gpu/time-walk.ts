import { volumeOf, type Zyx } from '../../../datasets/geometry/index.ts';
import { createWebgpuNetwork } from '../../../ffn/backends/index.ts';
import type { ComputeDevice, StackTile } from '../../../ffn/kernels/index.ts';
import { createRandom, randomArray } from '../../support/random-network.ts';
import { walkWeights } from '../../support/walk-cases.ts';
import type { GpuBenchOptions } from './options.ts';

export interface WalkTime {
  /** Of the canvas, zyx. */
  readonly shape: Zyx;
  readonly steps: number;
  readonly millisecondsPerStep: number;
  readonly ended: string;
}

/** One object of a network that sees it everywhere: gather, network, scatter, moves, reading back. Disposes of the device. */
export async function timeWalk(
  device: ComputeDevice,
  { config }: GpuBenchOptions,
  tile: StackTile,
): Promise<WalkTime> {
  const network = await createWebgpuNetwork(config, walkWeights(config), { device, tile });
  const { fovSize, deltas } = network.info;
  const edge = (axis: 0 | 1 | 2): number => fovSize[axis] + 12 * deltas[axis];
  const shape: Zyx = [edge(0), edge(1), edge(2)];
  const voxels = volumeOf(shape);
  const loop = await network.openLoop!({
    shape,
    image: randomArray(voxels, createRandom(9), 2),
    segmentation: new Int32Array(voxels),
    deltas,
    scoreLogit: 0,
    initLogit: 3,
    padLogit: -3,
    moveLogit: 0,
    discoSeedThreshold: 0,
  });
  const start: Zyx = [shape[0] >> 1, shape[1] >> 1, shape[2] >> 1];
  // Once to warm up.
  await loop.grow(start);
  const begin = performance.now();
  const { steps, ended } = await loop.grow(start);
  await loop.readLogits({ z: [0, shape[0]], y: [0, shape[1]] }, new Float32Array(voxels));
  const elapsedMs = performance.now() - begin;
  loop.dispose();
  await network.dispose();
  return { shape, steps, millisecondsPerStep: elapsedMs / steps, ended };
}
