/**
 * Euclidean distance to the nearest voxel of another label, for all labels in one pass: the separable transform of
 * `distanceTransform`, with every line cut into the runs of one label, and the voxels beside a run at distance 0.
 */
import { InvalidDataError } from '../errors.ts';
import { volumeOf, type Xyz } from '../geometry/index.ts';
import { buildEnvelope, createEnvelope, type Envelope } from './envelope.ts';

/**
 * Distance of every voxel's centre to the centre of the nearest voxel of another label. What lies outside the block is
 * not known and counts as the same label.
 * @param labels [z, y, x]; 0 is background.
 * @param size voxels per axis (x, y, z).
 * @param spacing size of a voxel per axis (x, y, z), in the unit the distances shall have.
 * @returns [z, y, x] float32; 0 on background; Infinity where one label fills the block. Squares are held in float32
 *   in between: relative error at most 2e-7.
 * @throws InvalidDataError where `labels` does not have `size`.
 */
export function labelDistance(labels: Int32Array, size: Xyz, spacing: Xyz): Float32Array {
  if (labels.length !== volumeOf(size)) {
    throw new InvalidDataError({
      subject: 'label distance',
      expected: `${size.join(' x ')} = ${volumeOf(size)} voxels`,
      got: `${labels.length}`,
    });
  }
  const [nx, ny, nz] = size;
  const squares = new Float32Array(labels.length);
  squaresAlongX(labels, squares, nx, spacing[0]);
  alongAxis(labels, squares, { length: ny, stride: nx, spacing: spacing[1] });
  alongAxis(labels, squares, { length: nz, stride: nx * ny, spacing: spacing[2] });
  for (let i = 0; i < squares.length; i++) squares[i] = Math.sqrt(squares[i]);
  return squares;
}

interface Axis {
  readonly length: number;
  /** Elements from one voxel of a line to the next. */
  readonly stride: number;
  readonly spacing: number;
}

function squaresAlongX(labels: Int32Array, squares: Float32Array, length: number, spacing: number): void {
  for (let row = 0; row < labels.length; row += length) {
    for (let begin = 0, end = 0; begin < length; begin = end) {
      const label = labels[row + begin];
      end = begin + 1;
      while (end < length && labels[row + end] === label) end++;
      if (label === 0) continue;
      for (let x = begin; x < end; x++) {
        const left = begin === 0 ? Number.POSITIVE_INFINITY : x - begin + 1;
        const right = end === length ? Number.POSITIVE_INFINITY : end - x;
        const distance = Math.min(left, right) * spacing;
        squares[row + x] = distance * distance;
      }
    }
  }
}

function alongAxis(labels: Int32Array, squares: Float32Array, axis: Axis): void {
  const { length, stride, spacing } = axis;
  const envelope = createEnvelope(length + 2, spacing);
  const block = length * stride;
  for (let first = 0; first < labels.length; first += block) {
    for (let line = first; line < first + stride; line++) {
      for (let begin = 0, end = 0; begin < length; begin = end) {
        const label = labels[line + begin * stride];
        end = begin + 1;
        while (end < length && labels[line + end * stride] === label) end++;
        if (label !== 0) shortenRun(squares, { line, begin, end }, axis, envelope);
      }
    }
  }
}

/** Voxels [begin, end) of the line whose first voxel is `line`. */
interface Run {
  readonly line: number;
  readonly begin: number;
  readonly end: number;
}

/** Replaces f(q) of one run by the lowest parabola there; the voxels beside the run, where there are any, have 0. */
function shortenRun(
  squares: Float32Array,
  { line, begin, end }: Run,
  { length, stride }: Axis,
  envelope: Envelope,
): void {
  const { values, apexes, starts, weight } = envelope;
  const count = end - begin;
  values[0] = begin === 0 ? Number.POSITIVE_INFINITY : 0;
  for (let q = 0; q < count; q++) values[q + 1] = squares[line + (begin + q) * stride];
  values[count + 1] = end === length ? Number.POSITIVE_INFINITY : 0;
  if (buildEnvelope(envelope, count + 2) === 0) return;
  for (let q = 1, k = 0; q <= count; q++) {
    while (starts[k + 1] < q) k++;
    const p = apexes[k];
    squares[line + (begin + q - 1) * stride] = values[p] + weight * (q - p) * (q - p);
  }
}
