/** How exactly a network is computed on a GPU, and which kernels do it. */
import { UnsupportedError, UsageError } from '../../datasets/errors.ts';
import {
  assertMatrixFits,
  type ComputeDevice,
  hasHalves,
  hasMatrices,
  isMatrixTile,
  type StackTile,
} from '../kernels/index.ts';
import type { ConvStack3DConfig } from '../model/index.ts';

/**
 * - `f32`: every number in float32, as the published results;
 * - `f16x3`: on matrix units, each number in two float16 and three products for one: about float32's results;
 * - `f16`: on matrix units where there are some, else by plain threads. Another result, to be judged by evaluation.
 */
export const PRECISIONS = ['f32', 'f16x3', 'f16'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** @throws UsageError naming the precisions there are. */
export function parsePrecision(text: string): Precision {
  const precision = PRECISIONS.find((name) => name === text);
  if (precision) return precision;
  const expected = `one of ${PRECISIONS.join(', ')}`;
  throw new UsageError({ subject: '--precision', expected, got: JSON.stringify(text) });
}

/** Of float32: what suits most adapters. */
export const DEFAULT_TILE: StackTile = { positions: 8, outQuads: 2, threads: 64 };
const DEFAULT_HALF_TILE: StackTile = { ...DEFAULT_TILE, isHalf: true };

/**
 * @returns the tile that a precision begins with: its form, matrix or plain, is that of all that are tried for it.
 * @throws UnsupportedError where the device or the network does not allow it.
 */
export function defaultTile(
  opened: ComputeDevice,
  config: ConvStack3DConfig,
  precision: Precision,
): StackTile {
  if (precision === 'f32') return DEFAULT_TILE;
  if (precision === 'f16' && !canUseMatrices(opened, config)) {
    if (hasHalves(opened)) return DEFAULT_HALF_TILE;
    throw unsupported(opened, precision, 'the feature shader-f16');
  }
  if (!hasMatrices(opened)) throw unsupported(opened, precision, 'matrix units');
  assertMatrixFits(config);
  return { tiles: 4, subgroups: 2, isSplit: precision === 'f16x3' };
}

function canUseMatrices(opened: ComputeDevice, config: ConvStack3DConfig): boolean {
  if (!hasMatrices(opened)) return false;
  try {
    assertMatrixFits(config);
    return true;
  } catch {
    return false;
  }
}

function unsupported({ adapterName }: ComputeDevice, precision: Precision, expected: string) {
  return new UnsupportedError({
    subject: `--precision ${precision} on ${adapterName}`,
    expected,
    got: 'none',
    cure: 'Take --precision f32, or another GPU or driver',
  });
}

/** For people: what is not plain float32 about it. */
export function precisionNotes(tile: StackTile): string[] {
  if (isMatrixTile(tile)) return [`${tile.isSplit ? 'f16x3' : 'f16'} on matrix units`];
  return tile.isHalf ? ['f16'] : [];
}

/** For people. */
export function describeTile(tile: StackTile): string {
  const notes = precisionNotes(tile).map((note) => `, ${note}`);
  if (isMatrixTile(tile)) return `${16 * tile.tiles} positions, ${tile.subgroups} subgroups${notes.join('')}`;
  const { positions, outQuads, threads } = tile;
  return `${positions} positions x ${4 * outQuads} channels, ${threads} threads${notes.join('')}`;
}
