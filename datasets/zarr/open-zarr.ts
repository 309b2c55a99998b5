import { InvalidDataError, MissingError } from '../errors.ts';
import { createNdVolume, type NdLevel } from '../ndarray/index.ts';
import type { Source } from '../source.ts';
import type { Store } from '../stores/index.ts';
import { createZarrArray } from './array.ts';
import { type Axis, mapAxes } from './axes.ts';
import type { ArrayDescription } from './description.ts';
import { groupWithoutImage } from './group-error.ts';
import { type Multiscales, parseMultiscales } from './multiscales.ts';
import { type ReadNodeOptions, readNode, type ZarrVersion } from './node.ts';
import { placeLevels } from './place-levels.ts';

/**
 * Opens a Zarr array, or a group with an OME-NGFF image (0.1 to 0.5). Chunks that are not stored are the fill value.
 * @throws MissingError where there is neither; InvalidDataError, UnsupportedError naming the field of the metadata.
 */
export async function openZarr(store: Store, options: ReadNodeOptions = {}): Promise<Source> {
  const node = await readNode(store, '', options);
  if (!node) throw noZarr(store, options.version);
  if (node.kind === 'array') return openArray(store, node.array);
  const image = parseMultiscales(node.attributes, store.name);
  if (!image) throw await groupWithoutImage(store, node.attributes);
  return openImage(store, image, node.version, { ...options, attributes: node.attributes });
}

interface ImageOptions extends ReadNodeOptions {
  readonly attributes: Readonly<Record<string, unknown>>;
}

async function openImage(
  store: Store,
  image: Multiscales,
  version: ZarrVersion,
  { signal, attributes }: ImageOptions,
): Promise<Source> {
  const nodes = await Promise.all(image.levels.map(({ path }) => readNode(store, path, { version, signal })));
  const descriptions = nodes.map((node, i) => {
    if (node?.kind === 'array') return node.array;
    const subject = `${store.name}/${image.levels[i].path}`;
    const cure = 'Metadata name a level that is not there: copy it, or write the image again';
    throw new MissingError({ subject, expected: 'an array', got: node ? 'a group' : 'nothing there', cure });
  });
  const arrays = descriptions.map((d, i) => createZarrArray(store, image.levels[i].path, d));
  const { axes } = image;
  assertRank(axes, descriptions[0], store.name);
  const { map, warnings } = mapAxes(axes, arrays[0].shape, store.name);
  const placed = placeLevels(
    { axes, levels: image.levels },
    map,
    arrays.map(({ shape }) => shape),
  );
  const levels = arrays.map(
    (array, i): NdLevel => ({ array, name: image.levels[i].path, ...placed.levels[i] }),
  );
  return {
    format: 'zarr',
    title: `Zarr ${version}, OME-NGFF ${image.version}`,
    volume: createNdVolume(levels, map, placed.isVoxelSizeKnown),
    ...(isLabels(attributes) && { kind: 'segmentation' as const }),
    warnings: [...image.warnings, ...warnings, ...placed.warnings, ...arrays[0].warnings],
  };
}

function assertRank(axes: readonly Axis[], { shape }: ArrayDescription, subject: string): void {
  if (axes.length === shape.length) return;
  throw new InvalidDataError({
    subject: `${subject}: multiscales[0]: axes`,
    expected: `as many as the array has dimensions (${shape.length})`,
    got: `${axes.length}`,
    cure: 'Correct this field, or write the image again',
  });
}

function isLabels(attributes: Readonly<Record<string, unknown>>): boolean {
  const ome = attributes['ome'] as Readonly<Record<string, unknown>> | undefined;
  return attributes['image-label'] !== undefined || ome?.['image-label'] !== undefined;
}

function openArray(store: Store, description: ArrayDescription): Source {
  const array = createZarrArray(store, '', description);
  const { dimensionNames, attributes, shape } = description;
  const units = attributes['dimension_units'];
  const axes = shape.map((_, d): Axis => {
    const name = dimensionNames?.[d];
    const type = name !== undefined && /^[xyz]$/i.test(name) ? 'space' : undefined;
    const unit: unknown = Array.isArray(units) ? units[d] : undefined;
    return { name, type, ...unitAndSize(unit) };
  });
  const { map, warnings } = mapAxes(axes, shape, store.name);
  const scale = axes.map((_, d) => unitAndSize(Array.isArray(units) ? units[d] : undefined).size);
  const level = { path: '', scale, translation: shape.map(() => 0) };
  const placed = placeLevels({ axes, levels: [level] }, map, [shape]);
  return {
    format: 'zarr',
    title: `Zarr ${description.version}`,
    volume: createNdVolume([{ array, name: '.', ...placed.levels[0]! }], map, placed.isVoxelSizeKnown),
    warnings: [...warnings, ...placed.warnings, ...array.warnings],
  };
}

/** `4 nm` of Neuroglancer's `dimension_units`. */
function unitAndSize(json: unknown): { readonly unit: string | undefined; readonly size: number } {
  const [, number = '', unit] = (typeof json === 'string' && /^\s*([\d.e+-]*)\s*(\S*)\s*$/i.exec(json)) || [];
  const size = number === '' ? 1 : Number(number);
  return { unit: unit || undefined, size: size > 0 ? size : 1 };
}

const noZarr = (store: Store, version: ZarrVersion | undefined) =>
  new MissingError({
    subject: store.name,
    expected: version === undefined ? 'zarr.json, .zarray or .zgroup' : `a Zarr ${version} array or group`,
    got: 'none of them',
    cure: 'Check the address: it must be the folder of the array or of the image',
  });
