import type { Command } from 'commander';
import { UsageError } from '../../datasets/errors.ts';
import { type Box, boxOf, boxSize, formatBox, mapXyz, xyz } from '../../datasets/geometry/index.ts';
import { readNumberAttributes } from '../../datasets/hdf5/index.node.ts';
import { parseDatasetPath } from '../../datasets/hdf5/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import { buildMask, parseMessage } from '../../ffn/inference/index.ts';
import { createRequestSources, openLabels, textOrFile } from '../inputs/index.ts';
import { type PartitionSummary, partitionVolume } from '../jobs/index.ts';
import {
  type CommonFlags,
  contextOf,
  declareVerb,
  MEMORY_FLAG,
  oneOf,
  parseInteger,
  parseLabels,
  parseMemory,
  parseTriple,
  type VerbIo,
} from './verb.ts';

interface PartitionFlags extends CommonFlags {
  readonly inputVolume?: string;
  readonly outputVolume?: string;
  readonly thresholds: string;
  readonly lomRadius: string;
  readonly minSize: string;
  readonly idWhitelist?: string;
  readonly exclusionRegions?: string;
  readonly maskConfigs?: string;
  readonly relabel?: string;
  readonly unmapped: string;
  readonly parallel?: string;
  readonly memory?: string;
  readonly force?: boolean;
}

const NOTES = `
The first of three steps of training: partitions, coordinates, train. Each voxel gets the class of the share of its surroundings
(--lom-radius voxels on each side) that has its own label: 1 below the first threshold, and so on; 0 is background, 255 is excluded.
Flags are those of FFN's compute_partitions.py.

Example:
  floodlight partitions groundtruth.h5:stack af.h5:af --thresholds 0.025,0.05,0.075,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9 --lom-radius 24,24,24`;

/** `partitions LABELS OUT`: how much of the surroundings of each voxel is its own object. */
export function addPartitions(program: Command, io: VerbIo): void {
  declareVerb(program, 'partitions [labels] [output]', 'training, step 1: classes of voxels to be balanced')
    .option('--input-volume <labels>', 'the same as the first argument')
    .option('--output-volume <FILE.h5:DATASET>', 'the same as the second argument; or FILE.npy')
    .requiredOption('--thresholds <shares>', 'where classes end: ascending numbers from 0 to 1')
    .requiredOption('--lom-radius <x,y,z>', 'voxels on each side that are the surroundings')
    .option('--min-size <voxels>', 'smaller labels are background', '10000')
    .option('--id-whitelist <ids>', 'only these labels get a class')
    .option('--exclusion-regions <x,y,z,r,…>', 'balls of voxels to leave out')
    .option('--mask-configs <text|file>', 'masks (MaskConfigs): what has masked surroundings is left out')
    .option('--relabel <FILE:TABLE>', 'replace labels first, such as supervoxel -> body')
    .option('--unmapped <how>', 'labels without a row in the table: fail, keep or zero', 'fail')
    .option('--parallel <n>', 'threads; default one a core, as far as memory goes')
    .option(...MEMORY_FLAG)
    .option('--force', 'replace a file that is there')
    .addHelpText('after', NOTES)
    .action((labels: string | undefined, output: string | undefined, flags: PartitionFlags) =>
      partition(labels, output, flags, io),
    );
}

async function partition(
  labels: string | undefined,
  output: string | undefined,
  flags: PartitionFlags,
  io: VerbIo,
): Promise<void> {
  const { reporter, signal } = contextOf(io, flags);
  const input = named('labels', labels ?? flags.inputVolume, '--input-volume');
  const target = named('output', output ?? flags.outputVolume, '--output-volume');
  const spec = parseSpec(flags);
  const unmapped = oneOf('--unmapped', flags.unmapped, ['fail', 'keep', 'zero']);
  const masks = await parseMasks(flags.maskConfigs);
  const opened = await openLabels(input, { relabel: flags.relabel, unmapped, signal });
  const sources = createRequestSources();
  for (const warning of opened.warnings) reporter.message(`warning: ${warning}`);
  try {
    const summary = await partitionVolume(opened.volume, target, {
      ...spec,
      boundingBoxes: await readBoxes(input, opened.volume),
      readMask: masks && ((box) => buildMask(masks, { box, sources, signal })),
      overwrite: flags.force,
      signal,
      onProgress: (unit, done, total) =>
        reporter.progress({
          label: unit === 'labels' ? 'count labels' : 'partitions',
          done,
          total,
          unit: 'blocks',
        }),
    });
    reporter.result(describe(target, summary), { output: target, ...summary });
  } finally {
    await Promise.all([opened.close(), sources.close()]);
  }
}

function named(subject: string, text: string | undefined, flag: string): string {
  if (text !== undefined) return text;
  throw new UsageError({ subject, expected: `an argument or ${flag}`, got: 'neither' });
}

function parseSpec(flags: PartitionFlags) {
  const isRadius = (n: number) => Number.isInteger(n) && n >= 0 && n <= 512;
  const numbers = (text: string) =>
    text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  return {
    thresholds: numbers(flags.thresholds),
    radius: parseTriple('--lom-radius', flags.lomRadius, isRadius, 'three integers x,y,z from 0 to 512'),
    minVoxels: parseInteger('--min-size', flags.minSize, [0, Number.MAX_SAFE_INTEGER]),
    whitelist:
      flags.idWhitelist === undefined ? undefined : [...parseLabels('--id-whitelist', flags.idWhitelist)],
    spheres: flags.exclusionRegions === undefined ? [] : parseSpheres(numbers(flags.exclusionRegions)),
    parallel: flags.parallel === undefined ? undefined : parseInteger('--parallel', flags.parallel, [1, 256]),
    memoryBytes: parseMemory(flags.memory),
  };
}

function parseSpheres(numbers: readonly number[]) {
  if (numbers.length % 4 !== 0 || !numbers.every((n) => Number.isInteger(n))) {
    const expected = 'four integers a ball: x,y,z,r';
    throw new UsageError({ subject: '--exclusion-regions', expected, got: `[${numbers.join(', ')}]` });
  }
  return Array.from({ length: numbers.length / 4 }, (_, i) => {
    const [x = 0, y = 0, z = 0, radius = 0] = numbers.slice(4 * i);
    return { center: xyz(x, y, z), radius };
  });
}

async function parseMasks(text: string | undefined) {
  if (text === undefined) return undefined;
  return parseMessage('MaskConfigs', await textOrFile(text, '--mask-configs'), '--mask-configs').masks;
}

/** Boxes that an HDF5 input says are labelled: attributes whose names begin with bounding_boxes, lists of (start, size). */
async function readBoxes(input: string, volume: Volume): Promise<Box[] | undefined> {
  if (!parseDatasetPath(input)) return undefined;
  const attributes = [...(await readNumberAttributes(input))].filter(([name]) =>
    name.startsWith('bounding_boxes'),
  );
  const boxes = attributes.flatMap(([, { values }]) =>
    Array.from({ length: Math.floor(values.length / 6) }, (_, i) => {
      const [x = 0, y = 0, z = 0, sx = 0, sy = 0, sz = 0] = values.slice(6 * i);
      return boxOf(xyz(x, y, z), xyz(sx, sy, sz));
    }),
  );
  const size = boxSize(volume.bounds);
  const inside = boxes.map(({ begin, end }) => ({
    begin: mapXyz((n) => Math.max(0, n), begin),
    end: mapXyz((n, i) => Math.min(n, size[i]), end),
  }));
  return inside.length > 0 ? inside : undefined;
}

function describe(output: string, { counts, box, dust }: PartitionSummary): string {
  const rows = Object.entries(counts).map(([value, count]) => `  ${value.padStart(3)}  ${count}`);
  const left = dust > 0 ? `; ${dust} labels are smaller than --min-size` : '';
  return [`${output}: classes of ${formatBox(box)}${left}`, 'class  voxels', ...rows].join('\n');
}
