/** What tests of several rooms make volumes of, and compare them with. */
import assert from 'node:assert/strict';
import { volumeOf, type Xyz } from '../../../datasets/geometry/index.ts';
import { createSamples, type DataType, type Samples, type VoxelBlock } from '../../../datasets/volume.ts';

/** Fails at the first difference, which `deepEqual` of a million samples would take minutes to show. */
export function assertSameSamples(
  actual: ArrayLike<number | bigint>,
  expected: ArrayLike<number | bigint>,
): void {
  assert.equal(actual.length, expected.length, 'number of samples');
  for (let i = 0; i < expected.length; i++) {
    if (actual[i] !== expected[i]) assert.fail(`sample ${i}: expected ${expected[i]}, got ${actual[i]}`);
  }
}

/** The same numbers in every run. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Random samples among `distinct` values that use the type's whole width. */
export function randomSamples(dataType: DataType, length: number, distinct: number, seed = 1): Samples {
  const random = createRandom(seed);
  const palette = createSamples(dataType, distinct);
  const bytes = new Uint8Array(palette.buffer);
  if (dataType === 'float32') for (let i = 0; i < distinct; i++) palette[i] = random(1000) / 8;
  else for (let i = 0; i < bytes.length; i++) bytes[i] = random(256);
  const samples = createSamples(dataType, length);
  for (let i = 0; i < length; i++) samples[i] = palette[random(distinct)];
  return samples;
}

export function randomBlock(dataType: DataType, size: Xyz, distinct: number, numChannels = 1): VoxelBlock {
  return {
    dataType,
    size,
    numChannels,
    data: randomSamples(dataType, volumeOf(size) * numChannels, distinct),
  };
}

export const words = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);

export const text = (value: string): Uint8Array => new TextEncoder().encode(value);

export async function collect<T>(items: AsyncIterable<T> | Iterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
