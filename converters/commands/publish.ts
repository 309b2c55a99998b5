import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../../datasets/errors.ts';
import { fromEnvironment } from '../../datasets/stores/index.node.ts';
import { parseBucketUrl } from '../../datasets/stores/index.ts';
import { costOf, formatBytes } from '../jobs/index.ts';
import {
  type BucketClient,
  createBucketClient,
  type Name,
  parseName,
  publishFolder,
  rollBack,
  withdrawVersion,
} from '../publishing/index.ts';
import { type HtmlFlags, publishHtml } from './publish-html.ts';
import { publishStatic, type StaticFlags } from './publish-static.ts';
import { type CommonFlags, contextOf, declareVerb, parseInteger, type VerbIo } from './verb.ts';

interface PublishFlags extends CommonFlags, StaticFlags, HtmlFlags {
  readonly static?: boolean;
  readonly as?: string;
  readonly current?: string;
  readonly withdraw?: string;
  readonly endpoint?: string;
  readonly concurrency: string;
  readonly dryRun?: boolean;
}

const NOTES = `
Credentials are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, as S3's tools have them. What the bucket has already is left
out: run the same line again after a break. Readers see the version when all of it is there.

Examples:
  floodlight publish out r2://my-bucket --as cells@1 --endpoint https://ACCOUNT.r2.cloudflarestorage.com
  floodlight publish out s3://my-bucket/em --as cells@2 --dry-run
  floodlight publish r2://my-bucket --current cells@1        # back to the version before
  floodlight publish r2://my-bucket --withdraw cells@1 --force    # its files are deleted
  floodlight publish --static out www                        # a folder with viewer and data for any host of files
  floodlight publish out --html figure.html                 # one page with all data in it, for a paper's supplement`;

/** `publish DIR DEST`: a folder as a version of a dataset in a bucket. */
export function addPublish(program: Command, io: VerbIo): void {
  declareVerb(
    program,
    'publish <dir> [dest]',
    'upload a folder to R2 or S3 as a version of a dataset; or make one for a static host, or one page',
  )
    .option('--as <name@version>', 'what it is called there; default the name of the folder, version 1')
    .option('--current <name@version>', 'upload nothing: let the name show this version')
    .option('--withdraw <name@version>', 'upload nothing: delete the files of this version; readers get 410')
    .option('--endpoint <url>', 'host of the bucket, where it is not Amazon; or AWS_ENDPOINT_URL_S3')
    .option('--concurrency <n>', 'files in flight at once, each up to 32 MiB', '6')
    .option('--static', 'upload nothing: write viewer, data and header files to [dest], default DIR-static')
    .option('--no-ranges', 'with --static, for a host without Range requests: no shards, meshes of one level')
    .option('--no-viewer', 'with --static: data alone')
    .option(
      '--html <file>',
      'upload nothing: write one page with viewer and data in it, which opens from a disk',
    )
    .option('--scale <n>', 'with --html, the finest scale in it; 0 is the finest there is', '0')
    .option('--max-size <MB>', 'with --html, the most that the page may have', '25')
    .option('--dry-run', 'say what would be sent, and what it costs on R2')
    .option('--force', 'change files of a version that is published already, or an output that is there')
    .addHelpText('after', NOTES)
    .action((dir: string, dest: string | undefined, flags: PublishFlags, command: Command) => {
      assertTogether(command);
      if (flags.static) return publishStatic({ dir, dest }, flags, contextOf(io, flags));
      if (flags.html !== undefined) return publishHtml({ dir, dest }, flags, contextOf(io, flags));
      if (flags.current !== undefined) return currentVerb({ dir, dest }, flags, io);
      if (flags.withdraw !== undefined) return withdrawVerb({ dir, dest }, flags, io);
      return publishVerb({ dir, dest }, flags, io);
    });
}

/** Flags of each way to publish; `force` and `json` are of all. */
const WAYS = {
  static: ['ranges', 'viewer'],
  html: ['scale', 'maxSize'],
  buckets: ['as', 'current', 'withdraw', 'endpoint', 'concurrency', 'dryRun'],
} as const;

/** A flag that would do nothing is a mistake. */
function assertTogether(command: Command): void {
  const isGiven = (name: string) => command.getOptionValueSource(name) === 'cli';
  const long = (name: string) =>
    command.options.find((option) => option.attributeName() === name)?.long ?? name;
  if (isGiven('static') && isGiven('html'))
    throw new UsageError({ subject: '--html', expected: 'no --static beside it', got: '--static' });
  const way = isGiven('static') ? 'static' : isGiven('html') ? 'html' : 'buckets';
  for (const [of, names] of Object.entries(WAYS)) {
    const idle = of === way ? undefined : names.find(isGiven);
    if (idle === undefined) continue;
    const expected = of === 'buckets' ? `no flags for buckets beside --${way}` : `--${of} beside it`;
    throw new UsageError({ subject: long(idle), expected, got: long(idle) });
  }
}

interface Arguments {
  readonly dir: string;
  readonly dest: string | undefined;
}

async function publishVerb({ dir, dest }: Arguments, flags: PublishFlags, io: VerbIo): Promise<void> {
  const { reporter, signal } = contextOf(io, flags);
  if (dest === undefined) {
    throw new UsageError({ subject: 'publish', expected: 'DIR and r2://bucket or s3://bucket', got: dir });
  }
  const { bucket, prefix } = openBucket(dest, flags);
  const name = parseName('--as', flags.as ?? `${basename(resolve(dir))}@1`);
  const dryRun = flags.dryRun ?? false;
  const report = await publishFolder(bucket, {
    ...{ folder: dir, prefix, name, dryRun, signal, force: flags.force ?? false },
    concurrency: parseInteger('--concurrency', flags.concurrency, [1, 64]),
    onProgress: ({ done, total, bytes }) =>
      reporter.progress({ label: 'publish', done, total, unit: 'files', note: formatBytes(bytes) }),
  });
  const cost = costOf(report.sent, report.bytes);
  const dollars = `on R2 $${cost.upload.toFixed(2)} to upload, $${cost.storagePerMonth.toFixed(2)} a month`;
  const counts = `${report.sent} files, ${formatBytes(report.sentBytes)}, ${report.present} there before`;
  const text = dryRun
    ? `would send ${counts}; ${dollars}`
    : `${name.name}@${name.version}: sent ${counts}; ${dollars}\n${addresses(name, report.views)}`;
  reporter.result(text, { ...name, dryRun, ...report, r2: cost });
}

function addresses({ name, version }: Name, views: readonly string[]): string {
  const ways = `/d/${name}@${version}/ for good, /d/${name}/ for what is current, /u/… without shards`;
  const pages = views.map((view) => `\n/?view=d/${name}@${version}/${view} shows it`);
  return `Behind the edge worker: ${ways}${pages.join('')}`;
}

async function currentVerb({ dir, dest }: Arguments, flags: PublishFlags, io: VerbIo): Promise<void> {
  const { reporter, signal } = contextOf(io, flags);
  const name = parseName('--current', flags.current ?? '');
  const { bucket, prefix } = openBucket(dest ?? dir, flags);
  await rollBack(bucket, prefix, name, signal);
  reporter.result(`${name.name} is now version ${name.version}`, { ...name });
}

async function withdrawVerb({ dir, dest }: Arguments, flags: PublishFlags, io: VerbIo): Promise<void> {
  const { reporter, signal } = contextOf(io, flags);
  const name = parseName('--withdraw', flags.withdraw ?? '');
  if (!flags.force) {
    const subject = `--withdraw ${name.name}@${name.version}`;
    const expected = 'to be sure: its files are deleted for good';
    throw new UsageError({ subject, expected, got: 'no --force', cure: 'Add --force' });
  }
  const { bucket, prefix } = openBucket(dest ?? dir, flags);
  const removed = await withdrawVersion(bucket, prefix, name, signal);
  const text = `${name.name}@${name.version} is withdrawn: ${removed} files removed; copies in caches may live on for a year`;
  reporter.result(text, { ...name, removed });
}

function openBucket(dest: string, { endpoint }: PublishFlags): { bucket: BucketClient; prefix: string } {
  const { aws, ...options } = fromEnvironment(dest);
  const url = parseBucketUrl(dest, { ...options, ...(endpoint !== undefined && { endpoint }) });
  if (url?.kind !== 's3') {
    throw new UsageError({ subject: 'publish', expected: 'r2://bucket or s3://bucket', got: dest });
  }
  if (!aws) {
    const cure = 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; R2 makes such keys under "API tokens"';
    throw new UsageError({ subject: dest, expected: 'credentials', got: 'none', cure });
  }
  return { bucket: createBucketClient(url, { aws }), prefix: url.folder };
}
