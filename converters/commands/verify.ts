import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { InvalidDataError, MissingError, UnsupportedError } from '../../datasets/errors.ts';
import { datasetStore, formatVerification, verifyDataset } from '../jobs/index.ts';
import { type CommonFlags, contextOf, declareVerb, parseInteger, type VerbIo } from './verb.ts';

interface VerifyFlags extends CommonFlags {
  readonly allowMissing?: boolean;
  readonly sample?: string;
}

const NOTES = `
Reads every chunk of every scale, the indices of shards, every mesh, skeleton and segment property. Exit status 3 where
there are problems. Each fragment of a multi-resolution mesh is decoded.

Examples:
  floodlight verify web/segmentation
  floodlight verify precomputed://gs://neuroglancer-public-data/kasthuri2011/image --sample 100`;

/** `verify DS`: what is wrong with a precomputed dataset, local or remote. */
export function addVerify(program: Command, io: VerbIo): void {
  declareVerb(program, 'verify <dataset>', 'read every object of a precomputed dataset and say what is wrong')
    .option('--sample <n>', 'look at n chunks of each scale, spread over it, and n meshes and skeletons')
    .option('--allow-missing', 'missing chunks are no problem: the volume is sparse')
    .addHelpText('after', NOTES)
    .action((text: string, flags: VerifyFlags) => verify(text, flags, io));
}

async function verify(text: string, flags: VerifyFlags, io: VerbIo): Promise<void> {
  const { reporter, signal } = contextOf(io, flags);
  const store = datasetStore(text);
  if (!store) throw noDataset(text);
  const report = await verifyDataset(store, {
    allowMissing: flags.allowMissing,
    ...(flags.sample !== undefined && { sample: parseInteger('--sample', flags.sample, [1, 1e9]) }),
    signal,
    onProgress: (done, total, unit) => reporter.progress({ label: 'verify', done, total, unit }),
  });
  reporter.result(formatVerification(report), { ...report });
  if (report.problemCount === 0) return;
  throw new InvalidDataError({
    subject: text,
    expected: 'a dataset without problems',
    got: `${report.problemCount}`,
  });
}

function noDataset(subject: string): MissingError | UnsupportedError {
  const expected = 'a precomputed dataset: a folder with the file "info", or precomputed://URL';
  if (!existsSync(subject))
    return new MissingError({ subject, expected, got: 'nothing there', cure: 'Check the path' });
  return new UnsupportedError({ subject, expected, got: 'something else', cure: 'Convert it first' });
}
