/** What the demo writes for the page: image, labels with all that belongs to them, references. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidDataError } from '../../datasets/errors.ts';
import { toZyx } from '../../datasets/geometry/index.ts';
import type { PrecomputedInfo } from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import type { Volume } from '../../datasets/volume.ts';
import { subvolumePath } from '../../ffn/inference/index.ts';
import { encodeModel } from '../../ffn/model/index.ts';
import type { Reporter } from '../console/index.ts';
import { openInput } from '../inputs/index.ts';
import {
  type CompletedLabels,
  completeLabels,
  convertVolume,
  downsampleDataset,
  verifyDataset,
} from '../jobs/index.ts';
import { loadModel } from '../networks/index.ts';
import { appendProvenance } from '../provenance/index.ts';
import { cropVolume, placeVolume } from '../transforms/index.ts';
import type { DemoSource } from './source.ts';

/** Folders and files of a demo. */
export const PARTS = {
  segmentation: 'segmentation',
  image: 'image',
  ffn: 'ffn',
  model: 'model.safetensors',
} as const;

export interface DemoContext {
  /** Everything is written below; what is there is kept. */
  readonly folder: string;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/** What inference wrote, in its place in the image. */
export async function openSegmented({ box, image }: DemoSource, folder: string) {
  const { volume, close } = await openInput(join(folder, PARTS.ffn, subvolumePath(toZyx(box.begin), 'npz')));
  return { labels: placeVolume(volume, { voxelSizeNm: image.voxelSizeNm }), close };
}

/** The provenance is written last, after `info`: what is made of a dataset is known by it, so a dataset without it is not whole. */
const isThere = (folder: string) => existsSync(join(folder, 'provenance.json'));

interface Dataset {
  readonly name: string;
  readonly volume: Volume;
  readonly type: PrecomputedInfo['type'];
  /** For the provenance. */
  readonly from: string;
}

/** Writes the finest scale and the coarser ones. @returns whether there was anything to do. */
export async function writeDataset(
  { name, volume, type, from }: Dataset,
  context: DemoContext,
): Promise<boolean> {
  const { folder, reporter, signal } = context;
  const target = join(folder, name);
  const store = createFileStore(target);
  const isNew = !isThere(target);
  if (isNew) {
    await convertVolume(volume, store, {
      type,
      overwrite: true,
      signal,
      onProgress: (done, total) => reporter.progress({ label: name, done, total, unit: 'chunks' }),
    });
    await appendProvenance(store, { command: process.argv.slice(2), inputs: [{ input: from }] });
  }
  await downsampleDataset(target, { signal, command: process.argv.slice(2) });
  return isNew;
}

export const writeImage = ({ image, box, title }: DemoSource, context: DemoContext): Promise<boolean> =>
  writeDataset(
    { name: PARTS.image, volume: cropVolume(image, box), type: 'image', from: `image of ${title}` },
    context,
  );

/** The network beside its results: the page segments by click with it. What it was trained on is said where its file did not. */
export async function writeModel({ model, request, image }: DemoSource, { folder }: DemoContext) {
  const { metadata, ...network } = await loadModel(model);
  const { imageMean, imageStddev } = request;
  const said = { imageMean, imageStddev, voxelSizeNm: image.voxelSizeNm, ...metadata };
  await createFileStore(folder).put(PARTS.model, encodeModel({ ...network, metadata: said }));
}

/** @param fresh the segmentation was made by this run: what an earlier one left goes. */
export async function writeLabels(
  source: DemoSource,
  context: DemoContext,
  fresh: boolean,
): Promise<CompletedLabels> {
  const target = join(context.folder, PARTS.segmentation);
  if (fresh) await rm(target, { recursive: true, force: true });
  const { labels, close } = await openSegmented(source, context.folder);
  try {
    const dataset = {
      name: PARTS.segmentation,
      volume: labels,
      type: 'segmentation',
      from: PARTS.ffn,
    } as const;
    await writeDataset(dataset, context);
  } finally {
    await close();
  }
  return completeLabels(target, { command: process.argv.slice(2) }, context);
}

export const referenceFolder = (name: string): string => `reference-${name}`;

export async function writeReferences({ references, box }: DemoSource, context: DemoContext) {
  for (const { name, title, labels } of references) {
    const dataset = {
      name: referenceFolder(name),
      volume: cropVolume(labels, box),
      type: 'segmentation',
      from: title,
    } as const;
    await writeDataset(dataset, context);
  }
  return references.length;
}

/** Reads all that was written. @returns how many chunks. @throws InvalidDataError naming the first problem. */
export async function verifyParts(names: readonly string[], context: DemoContext): Promise<number> {
  let read = 0;
  for (const name of names) {
    const folder = join(context.folder, name);
    const report = await verifyDataset(createFileStore(folder), { signal: context.signal });
    const [first] = report.problems;
    if (first)
      throw new InvalidDataError({
        subject: folder,
        expected: 'what the demo wrote to be whole',
        got: `${report.problemCount} problems, the first: ${first.text}`,
        cure: `Delete ${context.folder} and run the demo again; if this comes back, it is a defect: please report it`,
      });
    read += report.scales.reduce((sum, scale) => sum + scale.chunks, 0);
  }
  return read;
}
