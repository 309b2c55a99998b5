import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Xyz } from '../../datasets/geometry/index.ts';
import { type OpenedInput, openLabels } from '../inputs/index.ts';
import { placeVolume } from '../transforms/index.ts';
import type { Reference } from './source.ts';

interface KnownFile {
  readonly file: string;
  readonly name: string;
  readonly title: string;
  readonly dataset: string;
  readonly relabel?: string;
}

/** Labels as FIB-25's training sample 2 is published; any folder may have files of these names. */
const KNOWN: readonly KnownFile[] = [
  ...['groundtruth.h5', 'groundtruth.h5.gz'].map((file) => ({
    file,
    name: 'truth',
    title: 'the ground truth',
    dataset: 'stack',
    relabel: 'transforms',
  })),
  {
    file: 'published-segmentation.npz',
    name: 'published',
    title: 'the published segmentation',
    dataset: 'segmentation',
  },
];

export interface OpenedReferences {
  readonly references: readonly Reference[];
  close(): Promise<void>;
}

/** Opens the labels that a folder has, each in the grid of its image. */
export async function openReferences(folder: string, voxelSizeNm: Xyz): Promise<OpenedReferences> {
  const opened: OpenedInput[] = [];
  const references: Reference[] = [];
  for (const { file, dataset, relabel, name, title } of KNOWN) {
    const path = join(folder, file);
    if (!existsSync(path)) continue;
    const input = await openLabels(`${path}:${dataset}`, relabel ? { relabel: `${path}:${relabel}` } : {});
    opened.push(input);
    references.push({ name, title, labels: placeVolume(input.volume, { voxelSizeNm }) });
  }
  return {
    references,
    close: async () => {
      await Promise.all(opened.map((input) => input.close()));
    },
  };
}
