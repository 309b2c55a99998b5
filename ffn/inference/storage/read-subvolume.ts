/** Segmentations as they lie in their files. Source: spec/ffn.md 4.2, 4.7. */
import { CorruptDataError, MissingError, UnsupportedError } from '../../../datasets/errors.ts';
import { type Zyx, zyx } from '../../../datasets/geometry/index.ts';
import { type NpyArray, type Npz, openNpz } from '../../../datasets/npy/index.ts';
import type { Store } from '../../../datasets/stores/index.ts';
import type { OriginInfo, Overlap } from '../canvas.ts';
import { legacySubvolumePath, subvolumePath } from './paths.ts';
import { decodeOrigins, decodeOverlaps } from './python-objects.ts';
import type { Labels } from './reduce-id-bits.ts';

export interface StoredSubvolume {
  readonly shape: Zyx;
  /** [z, y, x]; 0 is background. */
  readonly labels: Labels;
  /** Starts are relative to the corner; empty where the file has none. */
  readonly origins: ReadonlyMap<number, OriginInfo>;
  readonly overlaps: ReadonlyMap<number, readonly Overlap[]>;
}

/**
 * @param allowCheckpoint take the state of a run that is not finished, where there is nothing else.
 * @returns the key of the subvolume's segmentation, under its new or legacy name; undefined where there is none.
 */
export async function findSubvolume(
  store: Store,
  corner: Zyx,
  allowCheckpoint = false,
): Promise<string | undefined> {
  const keys = [subvolumePath(corner, 'npz'), legacySubvolumePath(corner, 'npz')];
  if (allowCheckpoint) keys.push(subvolumePath(corner, 'cpoint'));
  for (const key of keys) {
    if ((await store.get(key, { range: { begin: 0, end: 1 } })) !== undefined) return key;
  }
  return undefined;
}

/**
 * Reads a segmentation, whoever wrote it; nothing in it is executed.
 * @throws MissingError where there is none; CorruptDataError, UnsupportedError where it is no 3D array of labels, or origins
 *   hold more than origins do.
 */
export async function readSubvolume(
  store: Store,
  corner: Zyx,
  allowCheckpoint = false,
): Promise<StoredSubvolume> {
  const key = await findSubvolume(store, corner, allowCheckpoint);
  const bytes = key === undefined ? undefined : await store.get(key);
  if (key === undefined || bytes === undefined) {
    const subject = `${store.name}/${subvolumePath(corner, 'npz')}`;
    throw new MissingError({ subject, expected: 'a segmentation', got: 'no file' });
  }
  const subject = `${store.name}/${key}`;
  const npz = openNpz(bytes, subject);
  const { shape, labels } = readLabels(npz.read('segmentation'), subject);
  return { shape, labels, origins: readOrigins(npz, subject), overlaps: readOverlaps(npz, subject) };
}

/** The origins alone. @throws as `readSubvolume`. */
export async function loadOrigins(store: Store, corner: Zyx): Promise<ReadonlyMap<number, OriginInfo>> {
  return (await readSubvolume(store, corner)).origins;
}

function readOrigins(npz: Npz, subject: string): ReadonlyMap<number, OriginInfo> {
  if (npz.names.includes('origins')) return decodeOrigins(npz.readMember('origins'), `${subject}:origins`);
  // A checkpoint of ours holds them with the rest of its state.
  if (npz.names.includes('state')) return originsOfState(npz.readText('state'), subject);
  return new Map();
}

function originsOfState(text: string, subject: string): ReadonlyMap<number, OriginInfo> {
  try {
    return new Map((JSON.parse(text) as { origins: [number, OriginInfo][] }).origins);
  } catch (cause) {
    const about = `${subject}:state`;
    throw new CorruptDataError({ subject: about, expected: 'JSON with origins', got: 'other text', cause });
  }
}

function readOverlaps(npz: Npz, subject: string): ReadonlyMap<number, readonly Overlap[]> {
  if (npz.names.includes('overlaps'))
    return decodeOverlaps(npz.readMember('overlaps'), `${subject}:overlaps`);
  return new Map();
}

function readLabels({ data, shape, dataType }: NpyArray, subject: string): { shape: Zyx; labels: Labels } {
  const about = `${subject}:segmentation`;
  if (shape.length !== 3) {
    const got = `${shape.length} axes`;
    throw new CorruptDataError({ subject: about, expected: '3 axes (z, y, x)', got });
  }
  return { shape: zyx(shape[0], shape[1], shape[2]), labels: asLabels(data, dataType, about) };
}

/** Signed types lose their markers below 0; 64 bits must hold no more than 32 can. */
function asLabels(data: NpyArray['data'], dataType: string, subject: string): Labels {
  if (data instanceof Uint8Array || data instanceof Uint16Array || data instanceof Uint32Array) return data;
  if (data instanceof Float32Array || data instanceof Float64Array) {
    throw new UnsupportedError({ subject, expected: 'integer labels', got: dataType });
  }
  const labels = new Uint32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const label = data[i];
    if (label > 0xffffffff) {
      throw new UnsupportedError({ subject, expected: 'ids below 2^32', got: `${label}` });
    }
    if (label > 0) labels[i] = Number(label);
  }
  return labels;
}
