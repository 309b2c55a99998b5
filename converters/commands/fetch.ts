import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { type CatalogEntry, catalog, findDataset, parseManifest } from '../../datasets/catalog/index.ts';
import { UsageError } from '../../datasets/errors.ts';
import { formatBox } from '../../datasets/geometry/index.ts';
import { decodeJson } from '../../datasets/json/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import {
  fetchDataset,
  LICENCE_FILE,
  licenceText,
  type PartPlan,
  planFetch,
  sizeOfFiles,
} from '../fetching/index.ts';
import { formatBytes } from '../jobs/index.ts';
import { appendProvenance } from '../provenance/index.ts';
import { type CommonFlags, contextOf, declareVerb, parseBox, type VerbContext, type VerbIo } from './verb.ts';

interface FetchFlags extends CommonFlags {
  readonly list?: boolean;
  readonly part?: string[];
  readonly box?: string;
  readonly scale: string;
  readonly whole?: boolean;
  readonly dryRun?: boolean;
}

const NOTES = `
What comes is checked: files by SHA-256 where it is known, chunks and meshes by decoding them. Run the same line again
after a break: it goes on. NAME may also be the path of a manifest of your own (datasets/catalog/manifests has examples).

Examples:
  floodlight fetch --list
  floodlight fetch fib25-sample data
  floodlight fetch kasthuri2011 em --part image --scale 1 --box 2700,4200,1150,256,256,64`;

/** `fetch NAME DIR`: a public dataset, or a box of it, with its licence. */
export function addFetch(program: Command, io: VerbIo): void {
  const collect = (value: string, all: string[] = []) => [...all, value];
  declareVerb(program, 'fetch [name] [dir]', 'download a public dataset of the catalogue, or a box of it')
    .option('--list', 'name the datasets and their parts')
    .option('--part <name>', 'only this part; may be repeated', collect)
    .option('--box <x,y,z,sx,sy,sz>', 'of volumes: first voxel and size, in voxels of the scale')
    .option('--scale <number|key>', 'of volumes: which resolution', '0')
    .option('--whole', 'of volumes: all of it')
    .option('--dry-run', 'say how much it would be')
    .addHelpText('after', NOTES)
    .action((name: string | undefined, dir: string | undefined, flags: FetchFlags) =>
      fetchVerb({ name, dir }, flags, io),
    );
}

interface Names {
  readonly name: string | undefined;
  readonly dir: string | undefined;
}

async function fetchVerb({ name, dir }: Names, flags: FetchFlags, io: VerbIo): Promise<void> {
  const context = contextOf(io, flags);
  if (flags.list) return list(context);
  if (name === undefined || dir === undefined) {
    const cure = 'floodlight fetch --list names the datasets';
    throw new UsageError({ subject: 'fetch', expected: 'NAME DIR', got: name ?? 'nothing', cure });
  }
  const entry = await entryOf(name);
  const choice = {
    ...{ parts: flags.part ?? [], scale: flags.scale, whole: flags.whole ?? false },
    ...(flags.box !== undefined && { box: parseBox('--box', flags.box) }),
  };
  const plans = await planFetch(entry, choice, context.signal);
  if (flags.dryRun) return tellPlans(entry, plans, context);
  await run({ entry, dir, plans }, context);
}

/** A path has a slash or ends like a file; names of the catalogue do neither. */
async function entryOf(name: string): Promise<CatalogEntry> {
  if (!/[/\\]|\.json$/.test(name)) return findDataset(name);
  return parseManifest(decodeJson(await readFile(name), name), name);
}

function list({ reporter }: VerbContext): void {
  const entries = catalog();
  const lines = entries.flatMap(({ name, title, licence, parts }) => [
    `${name}  ${title} (${licence.name})`,
    ...parts.map((part) => `  ${part.name}: ${part.description}${resolutionOf(part)}`),
  ]);
  // JSON has no integers of 64 bits: ids are texts, as in the manifests.
  const data = JSON.parse(
    JSON.stringify({ datasets: entries }, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
  ) as Record<string, unknown>;
  reporter.result(lines.join('\n'), data);
}

const resolutionOf = (part: CatalogEntry['parts'][number]): string =>
  'resolutionNm' in part && part.resolutionNm ? `, ${part.resolutionNm.join(' x ')} nm` : '';

async function tellPlans(
  entry: CatalogEntry,
  plans: readonly PartPlan[],
  { reporter, signal }: VerbContext,
): Promise<void> {
  const rows = [];
  const lines: string[] = [];
  for (const { part, objects, rawBytes, volume } of plans) {
    const bytes = part.kind === 'files' ? await sizeOfFiles(part, signal) : undefined;
    const box = volume && formatBox(volume.box);
    rows.push({ part: part.name, objects, bytes, rawBytes, box });
    let size = 'size known when they come';
    if (bytes !== undefined) size = formatBytes(bytes);
    if (rawBytes !== undefined) size = `${formatBytes(rawBytes)} decoded`;
    lines.push(`would fetch ${part.name}: ${objects} objects, ${size}${box ? `, ${box}` : ''}`);
  }
  const { name, licence } = entry;
  lines.push(`licence: ${licence.name}, ${licence.url}`);
  reporter.result(lines.join('\n'), { dryRun: true, name, licence, parts: rows });
}

interface Job {
  readonly entry: CatalogEntry;
  readonly dir: string;
  readonly plans: readonly PartPlan[];
}

async function run({ entry, dir, plans }: Job, { reporter, signal }: VerbContext): Promise<void> {
  reporter.message(licenceText(entry));
  const reports = await fetchDataset(entry, dir, {
    ...{ plans, signal },
    onProgress: ({ part, done, total, unit, bytes }) =>
      reporter.progress({ label: part, done, total, unit, note: formatBytes(bytes) }),
  });
  const inputs = plans.flatMap(({ part }) =>
    part.kind === 'files'
      ? part.files.map(({ url, sha256 }) => ({ input: url, sha256 }))
      : [{ input: part.url }],
  );
  await appendProvenance(createFileStore(dir), { command: process.argv.slice(2), inputs });
  const lines = reports.map(({ part, folder, objects, present, missing, bytes }) => {
    const had = present > 0 ? `, ${present} of them before` : '';
    const none = missing > 0 ? `, ${missing} not at the source` : '';
    return `${part}: ${objects} objects in ${folder}${had}${none}, ${formatBytes(bytes)} fetched`;
  });
  const { name, licence } = entry;
  reporter.result([...lines, `licence: ${licence.name}, see ${dir}/${LICENCE_FILE}`].join('\n'), {
    ...{ name, dir, licence, parts: reports },
  });
}
