import type { Command } from 'commander';
import { findSource, openInput } from '../inputs/index.ts';
import {
  describeSource,
  describeVolume,
  formatDataset,
  formatRoot,
  formatSource,
  formatVolume,
  inspectDataset,
  inspectRoot,
} from '../jobs/index.ts';
import { type CommonFlags, contextOf, declareVerb, type VerbIo } from './verb.ts';

const EXAMPLES = `
Examples:
  floodlight inspect web/segmentation
  floodlight inspect precomputed://gs://neuroglancer-public-data/kasthuri2011/image --json
  floodlight inspect zarr://image.zarr`;

/** `inspect DS`: what a dataset, or any input that the program opens, is. */
export function addInspect(program: Command, io: VerbIo): void {
  declareVerb(program, 'inspect <dataset>', 'say what a dataset is: type, scales, meshes, provenance')
    .addHelpText('after', EXAMPLES)
    .action(async (text: string, flags: CommonFlags) => {
      const { reporter, signal } = contextOf(io, flags);
      const found = await findSource(text, signal);
      if (found?.format === 'precomputed') {
        const root = await inspectRoot(found.store, signal);
        if (root) return reporter.result(formatRoot(root), { ...root });
        const report = await inspectDataset(found.store, signal);
        return reporter.result(formatDataset(report), { ...report });
      }
      if (found) {
        const report = describeSource(text, found.source);
        for (const warning of report.warnings) reporter.message(`warning: ${warning}`);
        return reporter.result(formatSource(report), { ...report });
      }
      const input = await openInput(text, signal);
      await input.close();
      const { volume, warnings } = input;
      for (const warning of warnings) reporter.message(`warning: ${warning}`);
      const report = describeVolume(text, volume, warnings);
      reporter.result(formatVolume(report), { ...report });
    });
}
