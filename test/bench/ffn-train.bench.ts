/** Forward and backward convolutions of training on one CPU thread, 32 to 32 channels, against the floor in GFLOP a CPU-second. */
import { zyx } from '../../datasets/geometry/index.ts';
import {
  addFilterGradient,
  convolve,
  createArena,
  createGrid,
  createKernelSet,
  type PlacedGrid,
  weightCount,
} from '../../ffn/simd/index.ts';
import { type BenchRow, summarise } from './support/pairs.ts';

export const name = 'ffn-train';

const SIZE = 33;
const CHANNELS = 32;
const PAIRS = 9;
const FLOOR = 20;
const FLOAT = 4;
/** A product and a sum for each weight of each voxel. */
const GIGAFLOP = (2 * SIZE ** 3 * 27 * CHANNELS ** 2) / 1e9;

function rateOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return GIGAFLOP / ((user + system) / 1e6);
}

export async function run(): Promise<BenchRow[]> {
  const channels = { inChannels: CHANNELS, outChannels: CHANNELS };
  const set = createKernelSet([channels]);
  const arena = createArena(set);
  const grid = createGrid(zyx(SIZE, SIZE, SIZE), CHANNELS);
  const place = (): PlacedGrid => ({ grid, address: arena.take(grid.bytes) });
  const [source, target] = [place(), place()];
  const weights = arena.take(weightCount(channels) * FLOAT);
  const gradient = arena.take(weightCount(channels) * FLOAT);
  const biases = arena.take(CHANNELS * FLOAT);
  const numbers = arena.floats(source.address, grid.bytes / FLOAT);
  for (let i = 0; i < numbers.length; i++) numbers[i] = (i % 17) / 17 - 0.4;
  const kernels = set.of(channels);
  const forward = () => convolve(kernels, { source, target, weights, biases });
  const backward = () => addFilterGradient(kernels, { source, gradient: target, target: gradient });
  forward();
  backward();
  const rates = Array.from({ length: PAIRS }, () => [rateOf(forward), rateOf(backward)] as const);
  const what = `${SIZE}^3, ${CHANNELS} to ${CHANNELS} channels, one thread`;
  const row = (name: string, values: readonly number[]) =>
    summarise(
      { name, unit: 'GFLOP/CPU-s', peer: 'the floor' },
      values.map((rate) => [rate, FLOOR]),
    );
  return [
    row(
      `convolution (forward, and gradient of the input), ${what}`,
      rates.map(([rate]) => rate),
    ),
    row(
      `gradient of the weights, ${what}`,
      rates.map(([, rate]) => rate),
    ),
  ];
}
