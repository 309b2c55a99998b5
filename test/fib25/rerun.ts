/** One published object again, as it was found: with the objects before it on the canvas. */
import { readFile } from 'node:fs/promises';
import type { Zyx } from '../../datasets/geometry/index.ts';
import { openNpz } from '../../datasets/npy/index.ts';
import type { FfnNetwork } from '../../ffn/backends/index.node.ts';
import {
  acceptObject,
  type Canvas,
  createCanvas,
  resolveOptions,
  segmentAt,
  segmentationChanged,
  selectObject,
} from '../../ffn/inference/index.ts';
import { fib25Path } from '../support/paths.ts';
import { FIB25_SHAPE, readJson, readNormalisedImage, readPublishedRequest } from './published.ts';

export interface PublishedObject {
  readonly id: number;
  readonly seed_zyx: Zyx;
  readonly iters: number;
  readonly voxels: number;
}

export const readPublishedObjects = async (): Promise<readonly PublishedObject[]> =>
  (await readJson<{ objects: readonly PublishedObject[] }>('published-objects.json')).objects;

/** @returns [z, y, x] of `FIB25_SHAPE`, ids 1 to 254. */
export async function readPublishedLabels(): Promise<Uint8Array> {
  const npz = openNpz(await readFile(fib25Path('published-segmentation.npz')));
  return npz.read('segmentation').data as Uint8Array;
}

/** An empty canvas over the whole volume, with the published options. */
export async function openPublishedCanvas(network: FfnNetwork): Promise<Canvas> {
  const options = resolveOptions((await readPublishedRequest()).inferenceOptions);
  return createCanvas({ network, image: await readNormalisedImage(), shape: FIB25_SHAPE, options });
}

export interface Rerun {
  readonly steps: number;
  readonly voxels: number;
  /** Voxels that only one of the two objects has; all of them where the object was not accepted. */
  readonly differing: number;
}

/** Paints what was segmented before `object`, and runs it. */
export async function rerun(
  canvas: Canvas,
  published: Uint8Array,
  { id, seed_zyx }: PublishedObject,
): Promise<Rerun> {
  const { segmentation } = canvas;
  for (let i = 0; i < segmentation.length; i++) segmentation[i] = published[i] < id ? published[i] : 0;
  segmentationChanged(canvas);
  canvas.maxId = id - 1;
  canvas.origins.clear();
  const steps = await segmentAt(canvas, seed_zyx);
  const selection = selectObject(canvas);
  if (selection.freeVoxels >= canvas.options.minSegmentSizeVoxels) {
    acceptObject(canvas, selection, { startZyx: seed_zyx, iters: steps, walltimeSec: 0 });
  }
  let differing = 0;
  for (let i = 0; i < segmentation.length; i++) {
    if ((segmentation[i] === id) !== (published[i] === id)) differing++;
  }
  return { steps, voxels: selection.freeVoxels, differing };
}
