import { UnsupportedError } from '../../errors.ts';
import { type ArrayOf, createSamples, samplesFromBytes } from '../../volume.ts';
import { type ChunkShape, samplesIn } from '../chunk-shape.ts';
import { numberComponents } from './components.ts';
import { type CompressoFile, corruptCompresso, parseCompresso, readU64 } from './header.ts';

const LABEL_TYPES = ['uint8', 'uint16', 'uint32', 'uint64'] as const;
type LabelType = (typeof LABEL_TYPES)[number];
type Labels = ArrayOf[LabelType];

/** Below this a location entry names a neighbour; at it, the next entry is the label; above, the label is what it exceeds. */
const LITERAL = 6;

/**
 * Decodes a compresso chunk. Source: formats.md 1.4.
 * @returns labels, x fastest, then y, z.
 * @throws CorruptDataError for any field or entry that leads outside; UnsupportedError for other types than labels.
 */
export function decodeCompresso(bytes: Uint8Array, shape: ChunkShape, subject = 'compresso chunk'): Labels {
  const dataType = LABEL_TYPES.find((type) => type === shape.dataType);
  if (!dataType) {
    const expected = `labels of type ${LABEL_TYPES.join(', ')} for compresso`;
    throw new UnsupportedError({ subject, expected, got: shape.dataType });
  }
  const file = parseCompresso(bytes, shape, subject);
  const boundary = readBoundary(file, shape, subject);
  const component = numberComponents(boundary, shape.size, file.isSolid);
  const ids = samplesFromBytes(dataType, file.ids.slice());
  const labels = createSamples(dataType, samplesIn(shape));
  for (let i = 0; i < labels.length; i++) {
    if (boundary[i] !== 0) continue;
    if (component[i] > ids.length) {
      throw corruptCompresso(subject, `at most ${ids.length} components, as many as labels`, 'more');
    }
    labels[i] = ids[component[i] - 1];
  }
  const locations = samplesFromBytes(dataType, file.locations.slice());
  fillBoundary({ labels, boundary, locations, shape, isSolid: file.isSolid, subject });
  return labels;
}

/** @returns 1 for each boundary voxel, x fastest, then y, z. */
function readBoundary(file: CompressoFile, { size }: ChunkShape, subject: string): Uint8Array {
  const { steps, windows, values, windowBytes } = file;
  const boundary = new Uint8Array(size[0] * size[1] * size[2]);
  const [nx, ny, nz] = size.map((n, i) => Math.ceil(n / steps[i]));
  const total = nx * ny * nz;
  const numValues = values.length / windowBytes;
  const view = new DataView(windows.buffer, windows.byteOffset, windows.byteLength);
  let window = 0;
  for (let at = 0; at < windows.length; at += windowBytes) {
    const entry = readUnsigned(view, at, windowBytes);
    const half = Math.floor(entry / 2);
    if (entry % 2 === 1) {
      window += half;
    } else {
      if (half >= numValues) throw corruptCompresso(subject, `a window value below ${numValues}`, `${half}`);
      const begin: [number, number, number] = [
        (window % nx) * steps[0],
        (Math.floor(window / nx) % ny) * steps[1],
        Math.floor(window / (nx * ny)) * steps[2],
      ];
      if (window < total) {
        drawWindow(values.subarray(half * windowBytes), begin, { steps, size, boundary });
      }
      window++;
    }
    if (window > total) throw corruptCompresso(subject, `${total} windows`, `at least ${window}`);
  }
  if (window === total) return boundary;
  throw corruptCompresso(subject, `${total} windows`, `${window}`);
}

function readUnsigned(view: DataView, offset: number, width: number): number {
  if (width === 1) return view.getUint8(offset);
  if (width === 2) return view.getUint16(offset, true);
  if (width === 4) return view.getUint32(offset, true);
  // Beyond 2^53 the lowest bit would be lost; as a run, such a length is outside any volume either way.
  const value = readU64(view, offset);
  return Number.isSafeInteger(value) ? value : 2 ** 53 - 1;
}

interface Drawing {
  readonly steps: readonly [number, number, number];
  readonly size: readonly [number, number, number];
  readonly boundary: Uint8Array;
}

function drawWindow(value: Uint8Array, begin: readonly [number, number, number], drawing: Drawing): void {
  const { steps, size, boundary } = drawing;
  const nx = Math.min(steps[0], size[0] - begin[0]);
  const ny = Math.min(steps[1], size[1] - begin[1]);
  const nz = Math.min(steps[2], size[2] - begin[2]);
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      let bit = steps[0] * (y + steps[1] * z);
      let to = begin[0] + size[0] * (begin[1] + y + size[1] * (begin[2] + z));
      for (let x = 0; x < nx; x++, bit++, to++) boundary[to] = (value[bit >>> 3] >>> (bit & 7)) & 1;
    }
  }
}

interface BoundaryJob {
  readonly labels: Labels;
  readonly boundary: Uint8Array;
  readonly locations: Labels;
  readonly shape: ChunkShape;
  readonly isSolid: boolean;
  readonly subject: string;
}

/** Gives boundary voxels, in raster order, the label of an earlier neighbour that is none, or what the locations say. */
function fillBoundary({ labels, boundary, locations, shape, isSolid, subject }: BoundaryJob): void {
  const [sx, sy, sz] = shape.size;
  const strides = [1, sx, sx * sy];
  let used = 0;
  const nextEntry = () => {
    if (used < locations.length) return locations[used++];
    throw corruptCompresso(subject, `at most ${locations.length} locations to be used`, 'one more');
  };
  for (let at = 0; at < labels.length; at++) {
    if (boundary[at] === 0) continue;
    const position = [at % sx, Math.floor(at / sx) % sy, Math.floor(at / (sx * sy))];
    const isFree = (axis: number) => position[axis] > 0 && boundary[at - strides[axis]] === 0;
    const axis = isFree(0) ? 0 : isFree(1) ? 1 : isSolid && isFree(2) ? 2 : undefined;
    if (axis !== undefined) {
      labels[at] = labels[at - strides[axis]];
      continue;
    }
    const entry = nextEntry();
    if (entry > LITERAL) {
      labels[at] = typeof entry === 'bigint' ? entry - BigInt(LITERAL + 1) : entry - LITERAL - 1;
    } else if (Number(entry) === LITERAL) {
      labels[at] = nextEntry();
    } else {
      const direction = Number(entry);
      const along = direction >> 1;
      const step = direction % 2 === 0 ? -1 : 1;
      const there = position[along] + step;
      if (there < 0 || there >= [sx, sy, sz][along]) {
        throw corruptCompresso(
          subject,
          'a neighbour inside the chunk',
          `direction ${direction} at voxel ${at}`,
        );
      }
      labels[at] = labels[at + step * strides[along]];
    }
  }
}
