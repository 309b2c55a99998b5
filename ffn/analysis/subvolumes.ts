import { InvalidDataError, UsageError } from '../../datasets/errors.ts';
import {
  type Box,
  boxOf,
  boxSize,
  formatBox,
  intersectBoxes,
  toXyz,
  type Zyx,
} from '../../datasets/geometry/index.ts';
import { type Store, throwIfAborted } from '../../datasets/stores/index.ts';
import { cornerFromPath, type Labels, readSubvolume } from '../inference/index.ts';

/** One segmented subvolume of a folder. */
export interface SubvolumeEntry {
  /** First voxel, zyx. */
  readonly corner: Zyx;
  /** Its voxels, in the volume's coordinates (x, y, z). */
  readonly box: Box;
  /** Largest label. */
  readonly maxLabel: number;
  /** Voxels of each label, by label. */
  readonly sizes: Uint32Array;
  /** Where its labels go before those of neighbours that overlap it. */
  readonly owned: Box;
}

/** Labels and where they lie. */
export interface PlacedLabels {
  readonly labels: Labels;
  readonly box: Box;
}

export async function loadPlaced(store: Store, corner: Zyx): Promise<PlacedLabels> {
  const { labels, shape } = await readSubvolume(store, corner);
  return { labels, box: boxOf(toXyz(corner), toXyz(shape)) };
}

const RESULT = /(^|\/)seg-(-?\d+_){2}-?\d+\.npz$/;

/** @returns corners of the segmentations in a folder, by z, y, x. @throws UsageError where the store cannot list. */
export async function listCorners(store: Store): Promise<Zyx[]> {
  if (!store.list) {
    const cure = 'Copy the folder to this machine first';
    throw new UsageError({
      subject: store.name,
      expected: 'a store that lists',
      got: 'one that does not',
      cure,
    });
  }
  const corners = new Map<string, Zyx>();
  for await (const key of store.list('')) {
    if (!RESULT.test(key)) continue;
    const corner = cornerFromPath(key);
    corners.set(corner.join(), corner);
  }
  return [...corners.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
}

/**
 * Looks at every segmentation of a folder, one at a time.
 * @throws InvalidDataError where there is none, or one lies within another.
 */
export async function surveySubvolumes(store: Store, signal?: AbortSignal): Promise<SubvolumeEntry[]> {
  const found: Omit<SubvolumeEntry, 'owned'>[] = [];
  for (const corner of await listCorners(store)) {
    throwIfAborted(signal, store.name);
    const { labels, box } = await loadPlaced(store, corner);
    let maxLabel = 0;
    for (let i = 0; i < labels.length; i++) if (labels[i] > maxLabel) maxLabel = labels[i];
    const sizes = new Uint32Array(maxLabel + 1);
    for (let i = 0; i < labels.length; i++) sizes[labels[i]]++;
    found.push({ corner, box, maxLabel, sizes });
  }
  if (found.length === 0) {
    const expected = 'FFN segmentations, seg-X_Y_Z.npz';
    throw new InvalidDataError({ subject: store.name, expected, got: 'none', cure: 'Run segment first' });
  }
  return found.map((entry) => ({ ...entry, owned: ownedBox(entry.box, found) }));
}

/** Every overlap is cut in its middle, across the axis along which the two are farthest apart. */
function ownedBox(box: Box, all: readonly { readonly box: Box }[]): Box {
  const [x0, y0, z0] = box.begin;
  const [x1, y1, z1] = box.end;
  const begin: [number, number, number] = [x0, y0, z0];
  const end: [number, number, number] = [x1, y1, z1];
  for (const { box: other } of all) {
    const common = other === box ? undefined : intersectBoxes(box, other);
    if (!common) continue;
    const centre = (b: Box, axis: 0 | 1 | 2): number => b.begin[axis] + b.end[axis];
    const distance = (axis: 0 | 1 | 2): number =>
      Math.abs(centre(other, axis) - centre(box, axis)) / boxSize(common)[axis];
    const axis = ([0, 1, 2] as const).reduce((best, a) => (distance(a) > distance(best) ? a : best));
    if (distance(axis) === 0) {
      const subject = `subvolumes ${formatBox(box)} and ${formatBox(other)}`;
      throw new InvalidDataError({ subject, expected: 'neighbours', got: 'one within the other' });
    }
    const middle = (common.begin[axis] + common.end[axis]) >> 1;
    if (centre(other, axis) > centre(box, axis)) end[axis] = Math.min(end[axis], middle);
    else begin[axis] = Math.max(begin[axis], middle);
  }
  return { begin, end };
}

/** The labels of a box inside, x fastest. */
export function cutLabels({ labels, box }: PlacedLabels, part: Box): Labels {
  const [nx, ny] = boxSize(box);
  const [sx, sy, sz] = boxSize(part);
  const out = createLike(labels, sx * sy * sz);
  const [x0, y0, z0] = part.begin.map((v, i) => v - box.begin[i as 0 | 1 | 2]) as [number, number, number];
  for (let z = 0; z < sz; z++) {
    for (let y = 0; y < sy; y++) {
      const from = ((z + z0) * ny + y + y0) * nx + x0;
      out.set(labels.subarray(from, from + sx), (z * sy + y) * sx);
    }
  }
  return out;
}

function createLike(labels: Labels, length: number): Labels {
  if (labels instanceof Uint8Array) return new Uint8Array(length);
  return labels instanceof Uint16Array ? new Uint16Array(length) : new Uint32Array(length);
}
