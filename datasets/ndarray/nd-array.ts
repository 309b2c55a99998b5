import type { DataType, Samples } from '../volume.ts';

/** A decoded chunk of an array of any rank. */
export interface NdChunk {
  readonly data: Samples;
  /** Samples from one index to the next, by dimension. */
  readonly strides: readonly number[];
  /** Of this chunk; N5 cuts those at an edge. */
  readonly shape: readonly number[];
}

/** A chunked array of any rank, as Zarr and N5 have it. */
export interface NdArray {
  /** Address, for messages. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly chunkShape: readonly number[];
  readonly dataType: DataType;
  /** What a chunk is that is not stored. */
  readonly fill: number | bigint;
  /** For people: compressions. */
  readonly encoding: string;
  readonly warnings: readonly string[];
  /** @returns undefined where the chunk is not stored. */
  readChunk(position: readonly number[], signal?: AbortSignal): Promise<NdChunk | undefined>;
}

/** Which dimensions of an array x, y and z are; all others become channels. */
export interface AxisMap {
  /** Undefined: the array has no such axis, and is one voxel thick. */
  readonly spatial: readonly [number | undefined, number | undefined, number | undefined];
  /** The slowest first. */
  readonly others: readonly number[];
}

/** Strides of samples that lie densely. @param order dimensions, the slowest first. */
export function denseStrides(shape: readonly number[], order: readonly number[]): number[] {
  const strides = shape.map(() => 0);
  let step = 1;
  for (const dimension of [...order].reverse()) {
    strides[dimension] = step;
    step *= shape[dimension];
  }
  return strides;
}

export const productOf = (numbers: readonly number[]): number => numbers.reduce((a, b) => a * b, 1);

/** Positions of a grid, the last dimension fastest. */
export function* gridPositions(size: readonly number[]): Generator<number[]> {
  const at = size.map(() => 0);
  if (size.some((n) => n === 0)) return;
  for (;;) {
    yield [...at];
    let dimension = size.length - 1;
    while (dimension >= 0 && ++at[dimension] === size[dimension]) at[dimension--] = 0;
    if (dimension < 0) return;
  }
}
