import type { Command } from 'commander';
import { UsageError } from '../../datasets/errors.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { exportMeshFiles, formatBytes, type MeshPlan, meshDataset, planMeshes } from '../jobs/index.ts';
import { MESH_FILES } from '../surfaces/index.ts';
import { parsePart } from '../tasks/index.ts';
import {
  type CommonFlags,
  contextOf,
  declareVerb,
  MEMORY_FLAG,
  oneOf,
  parseInteger,
  parseLabels,
  parseMemory,
  parseNumber,
  type VerbContext,
  type VerbIo,
} from './verb.ts';

interface MeshFlags extends CommonFlags {
  readonly labels?: string;
  readonly format?: string;
  readonly sharded: boolean;
  readonly dust?: string;
  readonly maxError?: string;
  readonly bits?: string;
  readonly mip?: string;
  readonly block?: string;
  readonly parallel?: string;
  readonly memory?: string;
  readonly part?: string;
  readonly fillMissing?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly export?: string;
  readonly exportFormat?: string;
}

const MAX_NM = 1e9;

/** `mesh DS`: a mesh for each label, written into the dataset. */
export function addMesh(program: Command, io: VerbIo): void {
  declareVerb(program, 'mesh <dataset>', 'write a mesh for each label of a precomputed segmentation')
    .option(
      '--format <name>',
      'multires: levels of detail in Draco (default); legacy: one mesh a label, plain triangles. This viewer and Neuroglancer draw both',
    )
    .option('--no-sharded', 'two files a label instead of many labels in one file (multires)')
    .option('--labels <ids>', 'only these labels: 1,2,3')
    .option('--dust <voxels>', 'no meshes for smaller labels; default 0')
    .option(
      '--max-error <nm>',
      "how far surfaces may be from the voxels' own; 0: not simplified; default a voxel's shortest side",
    )
    .option('--bits <n>', '16 or 10: positions within a cell (multires); default 16')
    .option(
      '--mip <n>',
      'mesh this scale, 0 the finest; default the finest that is likely to fit into --memory',
    )
    .option('--block <voxels>', 'edge of the blocks, for memory; the meshes are the same; default 256')
    .option('--parallel <n>', 'threads; default one for each core, as far as memory goes')
    .option(...MEMORY_FLAG)
    .option(
      '--part <i/n>',
      'only this share of the work: run all parts, then all again, until they say that it is complete',
    )
    .option('--fill-missing', 'take chunks that are not there for background')
    .option('--dry-run', 'say what would be done, and write nothing')
    .option('--force', 'write over other meshes')
    .option(
      '--export <dir>',
      'write <id>.obj there for each of --labels, in nanometres, and nothing into the dataset',
    )
    .option('--export-format <name>', `obj, ply or stl; default obj`)
    .addHelpText('after', '\nExample: floodlight mesh out/segmentation --dust 1000 --max-error 20')
    .action((folder: string, flags: MeshFlags) => mesh(folder, flags, contextOf(io, flags)));
}

async function mesh(folder: string, flags: MeshFlags, { reporter, signal }: VerbContext): Promise<void> {
  if (flags.export !== undefined) return exportFiles([folder, flags.export], flags, { reporter, signal });
  if (flags.dryRun) {
    const plan = await planMeshes(folder, { ...parseFlags(flags), signal });
    return reporter.result(describe(folder, plan, flags), { dryRun: true, ...plan });
  }
  const made = await meshDataset(folder, {
    ...parseFlags(flags),
    signal,
    onProgress: (done, total, phase) =>
      reporter.progress({ label: `mesh: ${phase}`, done, total, unit: phase }),
    onMessage: (text) => reporter.message(text),
  });
  if (made.waitingFor) {
    const text = `part ${flags.part} is done as far as it goes: other parts have not finished their ${made.waitingFor}; run it again then`;
    reporter.result(text, { waitingFor: made.waitingFor });
    return;
  }
  const { labels, triangles, skipped, mip } = made;
  const rest = skipped > 0 ? `; ${skipped} labels are smaller than --dust` : '';
  const scale = mip > 0 ? ` of scale ${mip}` : '';
  reporter.result(`${labels.length} meshes${scale}, ${triangles} triangles in ${folder}/mesh${rest}`, {
    labels: labels.map(String),
    triangles,
    skipped,
    mip,
  });
}

function describe(folder: string, plan: MeshPlan, { labels }: MeshFlags): string {
  const { state, mip, blocks, doneBlocks, threads, peakBytes } = plan;
  if (state === 'complete') return `${folder}/mesh is complete: the same command wrote it`;
  const done = state === 'unfinished' ? `, ${doneBlocks} of them done by an unfinished run` : '';
  const work = `${blocks} ${blocks === 1 ? 'block' : 'blocks'} of scale ${mip}${done}`;
  const memory = `${threads} ${threads === 1 ? 'thread' : 'threads'}, at most about ${formatBytes(peakBytes)} of memory for blocks`;
  const what = labels === undefined ? 'all labels (how many, the blocks will tell)' : `labels ${labels}`;
  return `${folder}/mesh: would write meshes of ${what}: ${work}, ${memory}`;
}

async function exportFiles(
  [folder, output]: readonly [string, string],
  flags: MeshFlags,
  { reporter, signal }: VerbContext,
): Promise<void> {
  if (flags.dryRun)
    throw new UsageError({ subject: '--dry-run', expected: 'no --export', got: '--export beside it' });
  const { labels, maxErrorNm, memoryBytes, mip, blockVoxels, fillMissing } = parseFlags(flags);
  if (!labels) {
    const cure = 'Choose labels: --labels 1,2,3';
    throw new UsageError({ subject: '--export', expected: '--labels', got: 'none', cure });
  }
  const file = oneOf('--export-format', flags.exportFormat ?? 'obj', MESH_FILES);
  const { triangles } = await exportMeshFiles(folder, createFileStore(output), {
    ...{ labels, file, maxErrorNm, memoryBytes, mip, blockVoxels, fillMissing, signal },
    onProgress: (done, total) => reporter.progress({ label: 'mesh: blocks', done, total, unit: 'blocks' }),
  });
  const files = [...labels].map((label) => `${label}.${file}`);
  reporter.result(`${files.length} files, ${triangles} triangles in ${output}`, { files, triangles });
}

function parseFlags(flags: MeshFlags) {
  const integer = (name: string, text: string | undefined, range: readonly [number, number]) =>
    text === undefined ? undefined : parseInteger(name, text, range);
  const { labels, format, maxError, bits, part } = flags;
  if (part !== undefined && flags.force) {
    const cure = 'Remove the other meshes first: parts that begin later would remove those of the first';
    throw new UsageError({ subject: '--force', expected: 'no --part', got: part, cure });
  }
  return {
    labels: labels === undefined ? undefined : parseLabels('--labels', labels),
    format: format === undefined ? undefined : oneOf('--format', format, ['multires', 'legacy'] as const),
    sharded: flags.sharded,
    dustVoxels: integer('--dust', flags.dust, [0, Number.MAX_SAFE_INTEGER]),
    maxErrorNm: maxError === undefined ? undefined : parseNumber('--max-error', maxError, [0, MAX_NM]),
    quantizationBits:
      bits === undefined ? undefined : oneOf('--bits', bits, ['16', '10'] as const) === '10' ? 10 : 16,
    mip: integer('--mip', flags.mip, [0, 63]),
    blockVoxels: integer('--block', flags.block, [8, 1024]),
    parallel: integer('--parallel', flags.parallel, [1, 256]),
    memoryBytes: parseMemory(flags.memory),
    part: part === undefined ? undefined : parsePart('--part', part),
    fillMissing: flags.fillMissing,
    force: flags.force,
  } as const;
}
