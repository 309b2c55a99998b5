import {
  type Code,
  f32x4,
  get,
  i32,
  type KernelCode,
  repeatWhile,
  set,
  TYPES,
  v128,
} from '../../datasets/assembler/index.ts';

/** Output channels that a tile has: two vectors. */
export const TILE_CHANNELS = 8;
/** Voxels along x that a tile has: ten vectors of sums, two of weights, one of input and one of products fit the registers of an x64 CPU. */
export const TILE_VOXELS = 5;

const FLOAT = 4;
const VECTOR = 16;

/** Inputs that one turn of the innermost loop takes. */
const UNROLLED = 4;

/** Parameters of a kernel. */
const [SOURCE, WEIGHTS, BIASES, TARGET, TILES, ROW, PLANE] = [0, 1, 2, 3, 4, 5, 6];
const [PLANES, ROWS, STEPS, INPUT, WEIGHT] = [7, 8, 9, 10, 11];
const FIRST_SUM = 12;

/** Rounded twice, the same on every machine: fused products would not be, and are hardly faster here. */
export const addProduct = (a: Code, b: Code, sum: Code): Code => f32x4.add(sum, f32x4.mul(a, b));

export interface ConvKernelShape {
  readonly inChannels: number;
  readonly outChannels: number;
  /** Voxels of a tile. */
  readonly voxels: number;
}

/**
 * Eight output channels of `TILES` tiles along a row of a padded grid (`grid.ts`), 3x3x3 taps.
 * For one tap row (kz, ky) the three taps along x and their channels follow one another in memory, in the input as in the weights, so
 * that the innermost loop runs over both alike.
 * Parameters, in bytes but for TILES: input at the first tap of the first voxel, weights [kz, ky, kx, in, 8], eight biases, output of the
 * first voxel, tiles, distances of rows and planes of the input.
 */
export function convKernel(name: string, shape: ConvKernelShape): KernelCode {
  const { inChannels, outChannels, voxels } = shape;
  const sums = Array.from({ length: 2 * voxels }, (_, i) => FIRST_SUM + i);
  const [low, high, value] = [0, 1, 2].map((i) => FIRST_SUM + sums.length + i) as [number, number, number];
  const taps = (u: number): Code => [
    ...set(low, v128.load(get(WEIGHT), u * 2 * VECTOR)),
    ...set(high, v128.load(get(WEIGHT), u * 2 * VECTOR + VECTOR)),
    ...Array.from({ length: voxels }, (_, j) => [
      ...set(value, v128.loadSplat32(get(INPUT), (u + j * inChannels) * FLOAT)),
      ...set(sums[2 * j]!, addProduct(get(value), get(low), get(sums[2 * j]!))),
      ...set(sums[2 * j + 1]!, addProduct(get(value), get(high), get(sums[2 * j + 1]!))),
    ]).flat(),
  ];
  return {
    name,
    params: 7,
    locals: [...Array(5).fill(TYPES.i32), ...Array(sums.length + 3).fill(TYPES.v128)],
    body: repeatWhile(
      get(TILES),
      ...sums.map((sum, i) => set(sum, v128.load(get(BIASES), (i % 2) * VECTOR))),
      set(WEIGHT, get(WEIGHTS)),
      countDown(
        PLANES,
        3,
        countDown(
          ROWS,
          3,
          // SOURCE + (3 - planes) PLANE + (3 - rows) ROW
          set(INPUT, addressOfTapRow()),
          countDown(
            STEPS,
            (3 * inChannels) / UNROLLED,
            ...Array.from({ length: UNROLLED }, (_, u) => taps(u)),
            advance(INPUT, UNROLLED * FLOAT),
            advance(WEIGHT, UNROLLED * 2 * VECTOR),
          ),
        ),
      ),
      ...sums.map((sum, i) =>
        v128.store(get(TARGET), get(sum), (i >> 1) * outChannels * FLOAT + (i % 2) * VECTOR),
      ),
      advance(SOURCE, voxels * inChannels * FLOAT),
      advance(TARGET, voxels * outChannels * FLOAT),
      advance(TILES, -1),
    ),
  };
}

const addressOfTapRow = (): Code =>
  i32.add(
    i32.add(get(SOURCE), i32.mul(i32.sub(i32.const(3), get(PLANES)), get(PLANE))),
    i32.mul(i32.sub(i32.const(3), get(ROWS)), get(ROW)),
  );

export const advance = (local: number, by: number): Code => set(local, i32.add(get(local), i32.const(by)));

/** Runs its body `times` (at least 1), `local` going down from there to 1. */
export const countDown = (local: number, times: number, ...body: Code[]): Code => [
  ...set(local, i32.const(times)),
  ...repeatWhile(get(local), ...body, advance(local, -1)),
];
