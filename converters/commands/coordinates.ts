import type { Command } from 'commander';
import { UsageError } from '../../datasets/errors.ts';
import { toXyz, zyx } from '../../datasets/geometry/index.ts';
import { type OpenedInput, openInput } from '../inputs/index.ts';
import { type CoordinateSummary, writeCoordinates } from '../jobs/index.ts';
import { type CommonFlags, contextOf, declareVerb, parseInteger, parseTriple, type VerbIo } from './verb.ts';

interface CoordinateFlags extends CommonFlags {
  readonly partitionVolumes?: string;
  readonly coordinateOutput?: string;
  readonly margin: string;
  readonly seed: string;
  readonly maxPerClass?: string;
  readonly parallel?: string;
  readonly force?: boolean;
}

const MAX_MARGIN = 4096;

const NOTES = `
The second of three steps of training: partitions, coordinates, train. Every class of voxels gets the same number of coordinates, in a
random order, as TFRecord files that FFN's own trainer reads, too. Flags are those of build_coordinates.py; note the order of --margin.

Example:
  floodlight coordinates validation1:af.h5:af tf_record_file --margin 24,24,24`;

/** `coordinates PARTITIONS OUT`: where training looks. */
export function addCoordinates(program: Command, io: VerbIo): void {
  declareVerb(program, 'coordinates [partitions] [output]', 'training, step 2: coordinates of all classes')
    .option('--partition-volumes <NAME:FILE:DATASET,…>', 'the same as the first argument')
    .option('--coordinate-output <file>', 'the same as the second argument; NAME@N writes N files')
    .requiredOption('--margin <z,y,x>', 'voxels at each face without centres: field of view / 2 + deltas')
    .option('--seed <n>', 'of the random order', '1')
    .option(
      '--max-per-class <n>',
      'at most so many coordinates of each class; default as many as the largest has',
    )
    .option('--parallel <n>', 'threads; default one a core')
    .option('--force', 'replace files that are there')
    .addHelpText('after', NOTES)
    .action((partitions: string | undefined, output: string | undefined, flags: CoordinateFlags) =>
      coordinates(partitions, output, flags, io),
    );
}

async function coordinates(
  partitions: string | undefined,
  output: string | undefined,
  flags: CoordinateFlags,
  io: VerbIo,
): Promise<void> {
  const { reporter, signal } = contextOf(io, flags);
  const named = parseNamedVolumes('--partition-volumes', partitions ?? flags.partitionVolumes);
  const target = output ?? flags.coordinateOutput;
  if (target === undefined)
    throw new UsageError({
      subject: 'output',
      expected: 'an argument or --coordinate-output',
      got: 'neither',
    });
  const isMargin = (n: number) => Number.isInteger(n) && n >= 1 && n <= MAX_MARGIN;
  const [z, y, x] = parseTriple('--margin', flags.margin, isMargin, 'three integers z,y,x from 1 on');
  const options = {
    margin: toXyz(zyx(z, y, x)),
    seed: parseInteger('--seed', flags.seed, [0, 2 ** 32 - 1]),
    ...optional('--max-per-class', 'maxPerClass', flags.maxPerClass, Number.MAX_SAFE_INTEGER),
    ...optional('--parallel', 'parallel', flags.parallel, 256),
  };
  const opened: OpenedInput[] = [];
  try {
    for (const { input } of named) opened.push(await openInput(input, signal));
    const volumes = named.map(({ name }, i) => ({ name, volume: opened[i]!.volume }));
    const summary = await writeCoordinates(volumes, target, {
      ...options,
      overwrite: flags.force,
      signal,
      onProgress: (unit, done, total) =>
        reporter.progress({ label: unit === 'blocks' ? 'read classes' : 'coordinates', done, total, unit }),
    });
    reporter.result(describe(summary), { ...summary });
  } finally {
    await Promise.all(opened.map((input) => input.close()));
  }
}

const optional = (flag: string, key: string, text: string | undefined, max: number) =>
  text === undefined ? {} : { [key]: parseInteger(flag, text, [1, max]) };

/** Parses `NAME:INPUT,NAME:INPUT`. @throws UsageError naming the flag, for two volumes of one name, too. */
export function parseNamedVolumes(
  flag: string,
  text: string | undefined,
): { readonly name: string; readonly input: string }[] {
  const volumes = (text ?? '').split(',').map((part) => {
    const [, name, input] = /^([^:/\\]+):(.+)$/.exec(part.trim()) ?? [];
    return { name: name ?? '', input: input ?? '' };
  });
  const names = volumes.map(({ name }) => name);
  if (names.every((name) => name !== '') && new Set(names).size === names.length) return volumes;
  const expected = 'NAME:FILE:DATASET between commas, each name once';
  throw new UsageError({
    subject: flag,
    expected,
    got: text === undefined ? 'nothing' : JSON.stringify(text),
  });
}

function describe({ records, perClass, counts, files }: CoordinateSummary): string {
  const where = files.length === 1 ? files[0] : `${files.length} files ${files[0]} …`;
  const rows = Object.entries(counts).map(([value, count]) => `  ${value.padStart(3)}  ${count}`);
  return [`${records} coordinates, ${perClass} of each class, in ${where}`, 'class  voxels', ...rows].join(
    '\n',
  );
}
