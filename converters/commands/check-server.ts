import type { Command } from 'commander';
import { InvalidDataError } from '../../datasets/errors.ts';
import { type CheckResult, checkServer } from '../checking/index.ts';
import { type CommonFlags, contextOf, declareVerb, type VerbIo } from './verb.ts';

const NOTES = `
Asks for the dataset's info, or for a file, in 23 ways: ranges, CORS, validators, encodings, what is missing. A fault
shows wrong data or none; a warning costs speed or safety. Exit status 3 where there are faults.

Example: floodlight check-server https://data.example.org/d/cells@1/segmentation`;

/** `check-server URL`: whether a host answers as readers of datasets need it. */
export function addCheckServer(program: Command, io: VerbIo): void {
  declareVerb(
    program,
    'check-server <url>',
    'ask a host everything that readers rely on, and say who trips over what',
  )
    .addHelpText('after', NOTES)
    .action(async (url: string, flags: CommonFlags) => {
      const { reporter, signal } = contextOf(io, flags);
      const report = await checkServer(url.replace(/^precomputed:\/\//, ''), signal);
      const { faults, warnings, results } = report;
      const summary = `${report.url}: ${results.length} checks, ${faults} faults, ${warnings} warnings`;
      reporter.result([...results.map(lineOf), summary].join('\n'), { ...report });
      if (faults === 0) return;
      throw new InvalidDataError({
        subject: report.url,
        expected: 'no faults',
        got: `${faults}, listed above`,
      });
    });
}

const LABELS = { fault: 'FAULT  ', warning: 'warning' } as const;

function lineOf({ id, asks, trips, level, found }: CheckResult): string {
  if (found === undefined) return `ok       ${id}: ${asks}`;
  return `${LABELS[level]}  ${id}: ${asks}; got ${found}\n         trips: ${trips}`;
}
