/** Segmentations as the original's readers want them: split, thresholded, masked. Source: spec/ffn.md 4.7. */
import { MissingError } from '../../../datasets/errors.ts';
import { boxOf, toXyz, type Zyx } from '../../../datasets/geometry/index.ts';
import { openNpz } from '../../../datasets/npy/index.ts';
import type { Store } from '../../../datasets/stores/index.ts';
import type { OriginInfo } from '../canvas.ts';
import { buildMask, type MaskConfig } from '../masks/index.ts';
import { hasField, type Message } from '../requests/index.ts';
import { NO_SOURCES, type RequestSources } from '../sources.ts';
import { cleanUp } from './clean-up.ts';
import { legacySubvolumePath, subvolumePath } from './paths.ts';
import { dequantizeProbability } from './probability.ts';
import { readSubvolume } from './read-subvolume.ts';

export interface LoadOptions {
  /** Take a checkpoint where the run is not finished. Default false. */
  readonly allowCheckpoint?: boolean;
  /** Voxels with a stored probability below this become background; those without one stay. */
  readonly threshold?: number;
  /** Make every connected part (6 neighbours) a segment of its own. Default true. */
  readonly splitCc?: boolean;
  /** Segments of fewer voxels become background. Default 0. */
  readonly minSize?: number;
  /** What these cover becomes background. */
  readonly masks?: readonly MaskConfig[];
  /** Opens the volumes that masks name. */
  readonly sources?: RequestSources;
}

export interface LoadedSegmentation {
  readonly shape: Zyx;
  /** [z, y, x]. */
  readonly labels: Uint32Array;
  /** By label; parts of one object share its origin. */
  readonly origins: ReadonlyMap<number, OriginInfo>;
}

/**
 * Thresholds, masks, splits and sifts a stored segmentation, in this order.
 * @param corner first voxel, zyx: masks are global.
 * @throws MissingError where there is no segmentation, or no probabilities to threshold; those of `readSubvolume`.
 */
export async function loadSegmentation(
  store: Store,
  corner: Zyx,
  options: LoadOptions = {},
): Promise<LoadedSegmentation> {
  const { allowCheckpoint, threshold, splitCc = true, minSize = 0, masks, sources = NO_SOURCES } = options;
  const stored = await readSubvolume(store, corner, allowCheckpoint);
  const { shape, origins } = stored;
  const labels = new Uint32Array(stored.labels);
  if (labels.every((label) => label === 0)) return { shape, labels, origins: new Map() };
  if (threshold !== undefined) dropBelow(labels, await readProbability(store, corner), threshold);
  if (masks) {
    const box = boxOf(toXyz(corner), toXyz(shape));
    const mask = await buildMask(masks, { box, sources });
    for (let i = 0; i < labels.length; i++) if (mask[i] !== 0) labels[i] = 0;
  }
  if (!splitCc && minSize <= 0) return { shape, labels, origins };
  const cleaned = cleanUp(labels, shape, { splitCc, minSize });
  return { shape, labels: cleaned.labels, origins: originsOf(cleaned.originals, origins) };
}

/** As a `SegmentationSource` describes it; fields that are not set are left to their defaults. */
export async function loadSegmentationFromSource(
  source: Message<'SegmentationSource'>,
  corner: Zyx,
  sources: RequestSources,
): Promise<LoadedSegmentation> {
  return loadSegmentation(await sources.openDirectory(source.directory), corner, {
    threshold: hasField(source, 'threshold') ? source.threshold : undefined,
    splitCc: source.splitCc,
    minSize: source.minSize,
    masks: source.mask?.masks,
    sources,
  });
}

async function readProbability(store: Store, corner: Zyx): Promise<Uint8Array> {
  for (const key of [subvolumePath(corner, 'prob'), legacySubvolumePath(corner, 'prob')]) {
    const bytes = await store.get(key);
    if (bytes) return openNpz(bytes, `${store.name}/${key}`).read('qprob').data as Uint8Array;
  }
  throw new MissingError({
    subject: `${store.name}/${subvolumePath(corner, 'prob')}`,
    expected: 'probabilities to threshold',
    got: 'no file',
    cure: 'Segment with probabilities kept, or leave the threshold out',
  });
}

/** In single precision, as NumPy compares; NaN, where nothing was segmented, is below nothing. */
function dropBelow(labels: Uint32Array, quantised: Uint8Array, threshold: number): void {
  const limit = Math.fround(threshold);
  const isBelow = Uint8Array.from({ length: 256 }, (_, q) => (dequantizeProbability(q) < limit ? 1 : 0));
  for (let i = 0; i < labels.length; i++) if (isBelow[quantised[i]] !== 0) labels[i] = 0;
}

function originsOf(
  originals: ReadonlyMap<number, number>,
  origins: ReadonlyMap<number, OriginInfo>,
): Map<number, OriginInfo> {
  const found = new Map<number, OriginInfo>();
  for (const [label, original] of originals) {
    const origin = origins.get(original);
    if (origin) found.set(label, origin);
  }
  return found;
}
