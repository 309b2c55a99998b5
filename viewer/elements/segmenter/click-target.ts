/** What a click is a click into: an image layer of the viewer, at one of its scales. */
import { MissingError } from '../../../datasets/errors.ts';
import { type Box, intersectBoxes, mapXyz, type Xyz } from '../../../datasets/geometry/index.ts';
import { layersOf, resolveSource, type ViewerModel } from '../../state/index.ts';
import type { LayerSource } from '../../workers/index.ts';
import type { VolumePlace } from '../../workers/segmenter/index.ts';

export interface ImageLayer {
  readonly name: string;
  /** Absolute address of its dataset. */
  readonly url: string;
}

export interface ClickTarget {
  readonly layer: ImageLayer;
  readonly source: LayerSource;
  readonly scale: number;
  readonly place: VolumePlace;
  /** Names the objects of this volume, in this browser. */
  readonly key: string;
}

/** @param name of the layer; '' is the first image that is visible. @throws MissingError where there is none. */
export function findImage(model: ViewerModel, name: string): ImageLayer {
  const found = layersOf(model.state).find(
    ({ spec }) => spec?.type === 'image' && (name === '' ? spec.visible !== false : spec.name === name),
  );
  if (found?.spec) return { name: found.name, url: resolveSource(found.spec.source, document.baseURI) };
  throw new MissingError({
    subject: 'segmenter',
    expected: name === '' ? 'an image layer to click into' : `an image layer "${name}"`,
    got: 'none',
    cure: 'Add one, or make it visible',
  });
}

/** @param scale of its scales, 0 the finest. */
export function targetOf(layer: ImageLayer, source: LayerSource, scale: number): ClickTarget {
  const { bounds, voxelSizeNm } = source.info.scales[scale]!;
  const key = keyOf(`${layer.url} ${voxelSizeNm.join(' ')}`);
  return { layer, source, scale, place: { bounds, voxelSizeNm }, key };
}

/** The scale whose voxels are most like those that a network was trained on; the finest where nobody says. */
export function bestScale({ info }: LayerSource, wishedNm: Xyz | undefined): number {
  if (!wishedNm) return 0;
  const distances = info.scales.map(({ voxelSizeNm }) => distance(voxelSizeNm, wishedNm));
  return distances.indexOf(Math.min(...distances));
}

/** How unlike voxels are: 0 for the same, 1 where an axis is twice as long. */
export const distance = (a: Xyz, b: Xyz): number =>
  Math.max(...a.map((nm, i) => Math.abs(Math.log2(nm / b[i as 0]))));

/** The voxel at a point. */
export const voxelAt = ({ voxelSizeNm }: VolumePlace, pointNm: Xyz): Xyz =>
  mapXyz((nm, i) => Math.floor(nm / voxelSizeNm[i]), pointNm);

/** @returns the box of `size` voxels an axis around a voxel, as far as the volume goes; undefined outside of it. */
export function boxAround({ bounds }: VolumePlace, voxel: Xyz, size: number): Box | undefined {
  const isInside = voxel.every((v, i) => v >= bounds.begin[i as 0] && v < bounds.end[i as 0]);
  if (!isInside) return undefined;
  const begin = mapXyz((v) => v - (size >> 1), voxel);
  return intersectBoxes(bounds, { begin, end: mapXyz((v) => v + size, begin) });
}

/** FNV-1a, twice, from two beginnings: names of folders that are the same in every session. */
function keyOf(text: string): string {
  const half = (begin: number): string => {
    let hash = begin;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return (hash >>> 0).toString(16).padStart(8, '0');
  };
  return half(0x811c9dc5) + half(0x9747b28c);
}
