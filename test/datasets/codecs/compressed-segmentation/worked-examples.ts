/** The specification's worked examples (formats.md 2.7), typed from its tables. */
import { xyz } from '../../../../datasets/geometry/index.ts';
import { words } from '../../support/blocks.ts';

const A_LABEL = 0x1_0000_0001n;

/** A: uint64, three labels in one block and two in the other, one of them above 32 bits. */
export const EXAMPLE_A = {
  shape: { dataType: 'uint64', size: xyz(4, 2, 2), numChannels: 1, blockSize: xyz(2, 2, 2) },
  labels: BigUint64Array.of(
    ...[7n, A_LABEL, 7n, 7n],
    ...[7n, 7n, 7n, A_LABEL],
    ...[9n, 9n, A_LABEL, A_LABEL],
    ...[9n, 9n, 7n, 7n],
  ),
  bytes: words(
    ...[0x00000001, 0x02000005, 0x00000004, 0x0100000c, 0x0000000b],
    ...[0x00005508, 7, 0, 9, 0, 1, 1],
    ...[0x00000038, 7, 0, 1, 1],
  ),
} as const;

/** B: uint32, a block cut by the chunk's edge. */
export const EXAMPLE_B = {
  shape: { dataType: 'uint32', size: xyz(3, 2, 1), numChannels: 1, blockSize: xyz(2, 2, 2) },
  labels: Uint32Array.of(5, 5, 8, 5, 6, 8),
  bytes: words(0x00000001, 0x01000005, 0x00000004, 0x00000007, 0x00000007, 0x00000008, 5, 6, 8),
} as const;

/** C: two channels; in the second, both blocks share one table. */
export const EXAMPLE_C = {
  shape: { ...EXAMPLE_B.shape, numChannels: 2 },
  labels: Uint32Array.of(5, 5, 8, 5, 6, 8, 0, 0, 0, 0, 0, 0),
  bytes: words(2, 0xa, 0x01000005, 4, 7, 7, 8, 5, 6, 8, 4, 4, 4, 5, 0),
} as const;

/** E: TensorStore's unit-test channel, with the channel word that files have before it. */
export const EXAMPLE_E = {
  shape: { dataType: 'uint64', size: xyz(2, 2, 2), numChannels: 1, blockSize: xyz(2, 2, 1) },
  labels: BigUint64Array.of(4n, 3n, 5n, 4n, 1n, 3n, 3n, 3n),
  bytes: words(
    ...[1, 5 | (2 << 24), 4, 12 | (1 << 24), 11],
    ...[0b01100001, 3, 0, 4, 0, 5, 0],
    ...[0b1110, 1, 0, 3, 0],
  ),
} as const;

export const EXAMPLES = { A: EXAMPLE_A, B: EXAMPLE_B, C: EXAMPLE_C, E: EXAMPLE_E };
