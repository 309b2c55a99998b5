import { InvalidDataError, MissingError } from '../errors.ts';
import { mapXyz, type Xyz, xyz } from '../geometry/index.ts';
import { decodeJson, wrong } from '../json/index.ts';
import { type AxisMap, createNdVolume, type NdArray, type NdLevel } from '../ndarray/index.ts';
import { typeWarning, volumeTypeOf } from '../raw-file/index.ts';
import type { Source } from '../source.ts';
import type { Store } from '../stores/index.ts';
import { decodeN5Block } from './block.ts';
import { parseN5Array } from './parse-attributes.ts';
import { type Attributes, factorsOf, listedLevels, resolutionOf, tripleOf } from './scales.ts';

interface Level {
  readonly path: string;
  readonly attributes: Attributes;
}

/** Levels that a group does not list are asked for one after the other. */
const MAX_LEVELS = 32;

/**
 * Opens an N5 array, or a group of levels s0, s1 … Dimensions are x, y, z; what follows them becomes channels. Levels' corners
 * coincide, as Neuroglancer places them. Blocks that are not stored are 0.
 * @throws MissingError where there is neither; InvalidDataError, UnsupportedError naming the attribute.
 */
export async function openN5(store: Store, options: { readonly signal?: AbortSignal } = {}): Promise<Source> {
  const { signal } = options;
  const root = await readAttributes(store, '', signal);
  if (!root) throw noN5(store);
  const isArray = root['dimensions'] !== undefined;
  const levels = isArray ? [{ path: '', attributes: root }] : await readLevels(store, root, signal);
  if (levels.length === 0) throw noLevels(store);
  const arrays = levels.map(({ path, attributes }) => createN5Array(store, path, attributes));
  const group = isArray ? {} : root;
  const [first] = levels as [Level, ...Level[]];
  const sizes = resolutionOf(first.attributes, store.name) ?? resolutionOf(group, store.name);
  const finest: Xyz = tripleOf(sizes ?? []);
  const placed = levels.map(({ path, attributes }, i): NdLevel => {
    const factors = tripleOf(
      factorsOf(i, group, attributes, `${store.name}/${path}`) ?? ratio(arrays[0], arrays[i]),
    );
    const voxelSizeNm = mapXyz((n, axis) => n * factors[axis], finest);
    return { array: arrays[i], name: path || '.', voxelSizeNm, begin: xyz(0, 0, 0) };
  });
  const warnings = sizes ? [] : ['attributes have no resolution: sizes of voxels are not known'];
  return {
    format: 'n5',
    title: 'N5',
    volume: createNdVolume(placed, axesOf(arrays[0]), sizes !== undefined),
    warnings: [...warnings, ...arrays[0].warnings],
  };
}

async function readLevels(store: Store, group: Attributes, signal?: AbortSignal): Promise<Level[]> {
  const listed = listedLevels(group);
  const paths = listed ?? Array.from({ length: MAX_LEVELS }, (_, i) => `s${i}`);
  const levels: Level[] = [];
  for (const path of paths) {
    const attributes = await readAttributes(store, path, signal);
    if (attributes?.['dimensions'] !== undefined) levels.push({ path, attributes });
    else if (!listed) break;
    else {
      const subject = `${store.name}/${path}`;
      throw new MissingError({ subject, expected: 'an array that multiscales lists', got: 'none' });
    }
  }
  return levels;
}

async function readAttributes(
  store: Store,
  path: string,
  signal?: AbortSignal,
): Promise<Attributes | undefined> {
  const key = path === '' ? 'attributes.json' : `${path}/attributes.json`;
  const bytes = await store.get(key, { signal });
  if (!bytes) return undefined;
  const subject = `${store.name}/${key}`;
  const json = decodeJson(bytes, subject);
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Attributes;
  throw wrong(subject, 'a JSON object', json);
}

function createN5Array(store: Store, path: string, attributes: Attributes): NdArray {
  const prefix = path === '' ? '' : `${path}/`;
  const name = path === '' ? store.name : `${store.name}/${path}`;
  const description = parseN5Array(attributes, `${name}/attributes.json`);
  const { shape, blockShape, fileType, encoding } = description;
  const warning = typeWarning(fileType);
  const dataType = volumeTypeOf(fileType);
  return {
    name,
    shape,
    chunkShape: blockShape,
    dataType,
    fill: dataType === 'uint64' ? 0n : 0,
    encoding,
    warnings: warning === undefined ? [] : [warning],
    async readChunk(position, signal) {
      const key = prefix + position.join('/');
      const bytes = await store.get(key, { signal });
      return bytes && decodeN5Block(bytes, description, `${store.name}/${key}`);
    },
  };
}

function axesOf({ shape }: NdArray): AxisMap {
  const [x, y, z, ...others] = shape.map((_, d) => d) as (number | undefined)[];
  return { spatial: [x, y, z], others: (others as number[]).reverse() };
}

const ratio = (first: NdArray, array: NdArray): number[] =>
  first.shape.map((n, d) => Math.round(n / array.shape[d]));

const noN5 = ({ name }: Store) =>
  new MissingError({
    subject: name,
    expected: 'attributes.json of an N5 array or group',
    got: 'no such object',
    cure: 'Check the address: it must be the folder of the array, or of its levels s0, s1 …',
  });

const noLevels = ({ name }: Store) =>
  new InvalidDataError({
    subject: name,
    expected: 'an N5 array, or a group with s0',
    got: 'a group without',
    cure: 'Add the path of an array to the address',
  });
