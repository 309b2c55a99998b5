import type { Command } from 'commander';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { meshDataset } from '../jobs/index.ts';
import { type CommonFlags, contextOf, declareVerb, parseLabels, type VerbIo } from './verb.ts';

interface MeshFlags extends CommonFlags {
  readonly labels?: string;
}

/** `mesh DS`: one legacy mesh for each label, written into the dataset. */
export function addMesh(program: Command, io: VerbIo): void {
  declareVerb(program, 'mesh <dataset>', 'write a mesh for each label of a precomputed segmentation')
    .option('--labels <ids>', 'only these labels: 1,2,3')
    .addHelpText('after', '\nExample: floodlight mesh out/segmentation --labels 1,17')
    .action(async (folder: string, flags: MeshFlags) => {
      const { reporter, signal } = contextOf(io, flags);
      const { labels, triangles } = await meshDataset(createFileStore(folder), {
        labels: flags.labels === undefined ? undefined : parseLabels('--labels', flags.labels),
        signal,
        onProgress: (done, total) => reporter.progress({ label: 'mesh', done, total, unit: 'labels' }),
      });
      reporter.result(`${labels.length} meshes, ${triangles} triangles in ${folder}/mesh`, {
        labels: labels.map(String),
        triangles,
      });
    });
}
