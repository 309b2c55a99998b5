import type { Command } from 'commander';
import { boxSize, volumeOf } from '../../datasets/geometry/index.ts';
import { createPhantom, PHANTOM_DEFAULTS, type PhantomStyle } from '../../datasets/phantom/index.ts';
import { type PhantomJob, writePhantom } from '../jobs/index.ts';
import {
  type CommonFlags,
  contextOf,
  declareVerb,
  oneOf,
  parseInteger,
  parseTriple,
  type VerbIo,
} from './verb.ts';

interface PhantomFlags extends CommonFlags {
  readonly style: string;
  readonly seed: string;
  readonly size?: string;
  readonly resolution?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

const HELP = `
Writes OUT/image (em) or OUT/tomogram.mrc (tomogram), OUT/labels and OUT/skeletons/ID.swc. Same seed, same bytes, anywhere.

Examples:
  floodlight phantom out/phantom
  floodlight phantom out/isotropic --seed 7 --size 250,250,250 --resolution 10,10,10
  floodlight phantom out/tomogram --style tomogram
  floodlight verify out/phantom/labels`;

/** `phantom OUT`: a synthetic volume with its truth. */
export function addPhantom(program: Command, io: VerbIo): void {
  const sizeOf = (style: PhantomStyle) => `${PHANTOM_DEFAULTS[style].size} for ${style}`;
  const voxelOf = (style: PhantomStyle) => `${PHANTOM_DEFAULTS[style].voxelSizeNm} for ${style}`;
  declareVerb(
    program,
    'phantom <output>',
    'write a lifelike synthetic volume with exact labels and centre lines',
  )
    .option('--style <name>', 'em or tomogram', 'em')
    .option('--seed <n>', 'an integer; another one gives another volume', '1')
    .option('--size <x,y,z>', `voxels; default ${sizeOf('em')}, ${sizeOf('tomogram')}`)
    .option('--resolution <x,y,z>', `voxel size in nm; default ${voxelOf('em')}, ${voxelOf('tomogram')}`)
    .option('--dry-run', 'say what would be written, and write nothing')
    .option('--force', 'replace a phantom that is there')
    .addHelpText('after', HELP)
    .action((output: string, flags: PhantomFlags) => phantom(output, flags, io));
}

async function phantom(output: string, flags: PhantomFlags, io: VerbIo): Promise<void> {
  const { reporter, signal } = contextOf(io, flags);
  const style = oneOf('--style', flags.style, ['em', 'tomogram']);
  const seed = parseInteger('--seed', flags.seed, [-2147483648, 2147483647]);
  const { size = PHANTOM_DEFAULTS[style].size, resolution } = {
    size:
      flags.size === undefined
        ? undefined
        : parseTriple('--size', flags.size, (n) => Number.isInteger(n) && n > 0, 'three whole numbers x,y,z'),
    resolution:
      flags.resolution === undefined
        ? undefined
        : parseTriple('--resolution', flags.resolution, (n) => n > 0, 'three numbers x,y,z above 0'),
  };
  const created = createPhantom({ style, seed, size, voxelSizeNm: resolution });
  const { voxelSizeNm, bounds } = created.image;
  const data = { output, style, seed, size: boxSize(bounds), voxelSizeNm, neurites: created.neurites };
  const what = `${style}, ${size.join(' x ')} voxels of ${voxelSizeNm?.join(' x ')} nm, ${created.neurites} neurites`;
  if (flags.dryRun) {
    // uint8 or float32, and labels of 8 bytes before they are encoded.
    const rawBytes = volumeOf(size) * ((style === 'em' ? 1 : 4) + 8);
    const text = `would write ${what}: about ${Math.ceil(rawBytes / 1e6)} MB before the labels are encoded`;
    return reporter.result(text, { ...data, dryRun: true, rawBytes });
  }
  const job: PhantomJob = {
    style,
    phantom: created,
    overwrite: flags.force ?? false,
    provenance: { command: process.argv.slice(2), inputs: [] },
    signal,
    onProgress: (label, done, total) =>
      reporter.progress({ label, done, total, unit: label === 'skeletons' ? 'skeletons' : 'pieces' }),
  };
  await writePhantom(output, job);
  reporter.result(`${output}: ${what}`, data);
}
