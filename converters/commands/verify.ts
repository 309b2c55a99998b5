import type { Command } from 'commander';
import { InvalidDataError, UnsupportedError } from '../../datasets/errors.ts';
import { datasetStore, formatVerification, verifyDataset } from '../jobs/index.ts';
import { type CommonFlags, contextOf, declareVerb, type VerbIo } from './verb.ts';

interface VerifyFlags extends CommonFlags {
  readonly allowMissing?: boolean;
}

const NOTES = `
Reads every chunk of every scale and every mesh. Exit status 3 where there are problems.

Example: floodlight verify web/segmentation`;

/** `verify DS`: what is wrong with a precomputed dataset, local or remote. */
export function addVerify(program: Command, io: VerbIo): void {
  declareVerb(program, 'verify <dataset>', 'read every object of a precomputed dataset and say what is wrong')
    .option('--allow-missing', 'missing chunks are no problem: the volume is sparse')
    .addHelpText('after', NOTES)
    .action((text: string, flags: VerifyFlags) => verify(text, flags, io));
}

async function verify(text: string, flags: VerifyFlags, io: VerbIo): Promise<void> {
  const { reporter, signal } = contextOf(io, flags);
  const store = datasetStore(text);
  if (!store) {
    throw new UnsupportedError({
      subject: text,
      expected: 'a precomputed dataset: a folder with the file "info", or precomputed://URL',
      got: 'something else',
      cure: 'Convert it first, or check the path',
    });
  }
  const report = await verifyDataset(store, {
    allowMissing: flags.allowMissing,
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
