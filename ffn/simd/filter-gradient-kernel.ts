import {
  type Code,
  f32x4,
  get,
  i32,
  i32x4,
  type KernelCode,
  repeatWhile,
  set,
  TYPES,
  v128,
} from '../../datasets/assembler/index.ts';
import { addProduct, advance, countDown, TILE_CHANNELS } from './conv-kernel.ts';

/** Inputs of a tap row whose products with eight outputs are summed at once. */
const TILE_INPUTS = 6;

const FLOAT = 4;
const VECTOR = 16;

const [SOURCE, GRADIENT, TARGET, VOXELS] = [0, 1, 2, 3];
const [INPUT, OUTPUT, LEFT, INPUTS, CHANNELS, SUMS_AT] = [4, 5, 6, 7, 8, 9];
const FIRST_SUM = 10;

const ZEROS = i32x4.const(0, 0, 0, 0);

/**
 * Adds what a row of voxels gives to the gradient of the weights of one tap row (kz, ky): [kx, in, out], the sum over voxels of
 * input times gradient of the output.
 * Parameters, in bytes but for VOXELS: input at the first tap of the first voxel, gradient of the first voxel's output, gradient of the
 * weights, voxels (at least 1).
 */
export function filterGradientKernel(
  name: string,
  { inChannels, outChannels }: { readonly inChannels: number; readonly outChannels: number },
): KernelCode {
  const sums = Array.from({ length: 2 * TILE_INPUTS }, (_, i) => FIRST_SUM + i);
  const [low, high, value] = [0, 1, 2].map((i) => FIRST_SUM + sums.length + i) as [number, number, number];
  const place = (i: number): number => (i >> 1) * outChannels * FLOAT + (i % 2) * VECTOR;
  const products: Code[] = Array.from({ length: TILE_INPUTS }, (_, j) => [
    ...set(value, v128.loadSplat32(get(INPUT), j * FLOAT)),
    ...set(sums[2 * j]!, addProduct(get(value), get(low), get(sums[2 * j]!))),
    ...set(sums[2 * j + 1]!, addProduct(get(value), get(high), get(sums[2 * j + 1]!))),
  ]);
  const tile: Code[] = [
    // Each row is summed from zero, then added: a sum over the whole grid in one float loses three digits.
    ...sums.map((sum) => set(sum, ZEROS)),
    set(INPUT, get(SOURCE)),
    set(OUTPUT, get(GRADIENT)),
    set(LEFT, get(VOXELS)),
    repeatWhile(
      get(LEFT),
      set(low, v128.load(get(OUTPUT))),
      set(high, v128.load(get(OUTPUT), VECTOR)),
      ...products,
      advance(INPUT, inChannels * FLOAT),
      advance(OUTPUT, outChannels * FLOAT),
      advance(LEFT, -1),
    ),
    ...sums.map((sum, i) =>
      v128.store(get(SUMS_AT), f32x4.add(v128.load(get(SUMS_AT), place(i)), get(sum)), place(i)),
    ),
  ];
  return {
    name,
    params: 4,
    locals: [...Array(6).fill(TYPES.i32), ...Array(sums.length + 3).fill(TYPES.v128)],
    body: countDown(
      INPUTS,
      (3 * inChannels) / TILE_INPUTS,
      set(SUMS_AT, get(TARGET)),
      countDown(
        CHANNELS,
        outChannels / TILE_CHANNELS,
        ...tile,
        advance(SUMS_AT, TILE_CHANNELS * FLOAT),
        advance(GRADIENT, TILE_CHANNELS * FLOAT),
      ),
      advance(GRADIENT, -outChannels * FLOAT),
      advance(SOURCE, TILE_INPUTS * FLOAT),
      set(TARGET, i32.add(get(TARGET), i32.const(TILE_INPUTS * outChannels * FLOAT))),
    ),
  };
}
