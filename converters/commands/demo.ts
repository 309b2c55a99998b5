import { join } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../../datasets/errors.ts';
import { boxSize, xyz } from '../../datasets/geometry/index.ts';
import { makeFolder } from '../../datasets/stores/index.node.ts';
import {
  type DemoSource,
  type DemoSummary,
  folderSource,
  formatSummary,
  phantomSource,
  runDemo,
} from '../demo/index.ts';
import { DEVICES, parseDevice } from '../networks/index.ts';
import { openPage, serveFolder, untilAborted } from '../serving/index.ts';
import { fetchSample } from './demo-sample.ts';
import {
  type CommonFlags,
  contextOf,
  declareVerb,
  oneOf,
  parseBox,
  parseInteger,
  parseTriple,
  type VerbContext,
  type VerbIo,
} from './verb.ts';

interface DemoFlags extends CommonFlags {
  readonly data?: string;
  readonly style: string;
  readonly seed: string;
  readonly size?: string;
  readonly box?: string;
  readonly full?: boolean;
  readonly resolution: string;
  readonly device: string;
  readonly out: string;
  readonly port: string;
  readonly open?: boolean;
  readonly once?: boolean;
}

const DEMO_DEFAULTS = { style: 'em', seed: '901', resolution: '10,10,10', out: 'out', port: '8080' } as const;

const NOTES = `
Without --data and SAMPLE: a synthetic volume and the project's own network. SAMPLE fib25 is downloaded first, 18 MB, as
\`floodlight fetch fib25-sample\` does. DIR holds grayscale_maps/ (PNG slices), model/ (a TensorFlow FFN checkpoint) and one *.pbtxt (an
FFN request); groundtruth.h5 (or .h5.gz) and published-segmentation.npz are compared with where they are there.
Results go to OUT/<name>-<box>; what is there is kept, and a run that was stopped goes on.

Examples:
  floodlight demo
  floodlight demo --style tomogram
  floodlight demo fib25 --full
  floodlight demo --data fib25 --box 72,72,72,64,64,64`;

/** `demo`: the whole job on a sample, on a page that shows how far it is. */
export function addDemo(program: Command, io: VerbIo): void {
  declareVerb(
    program,
    'demo [sample]',
    'the whole job on a sample: segment, measure, convert, mesh, serve, show',
  )
    .option('--data <dir>', 'real data')
    .option('--style <name>', 'of the synthetic volume: em or tomogram', DEMO_DEFAULTS.style)
    .option('--seed <n>', 'another one gives another synthetic volume', DEMO_DEFAULTS.seed)
    .option('--size <x,y,z>', 'voxels of the synthetic volume (default: 96,96,96)')
    .option(
      '--box <x,y,z,sx,sy,sz>',
      'part of the data to segment: first voxel and size (default: 100 voxels an axis)',
    )
    .option('--full', 'segment all of the data')
    .option('--resolution <x,y,z>', 'voxel size of the data in nanometres', DEMO_DEFAULTS.resolution)
    .option('--device <name>', DEVICES.join(', '), 'auto')
    .option('--out <dir>', 'where results go', DEMO_DEFAULTS.out)
    .option('--port <n>', 'port of the page; 0 takes a free one', DEMO_DEFAULTS.port)
    .option('--open', 'show the page in the browser')
    .option('--once', 'end after the pipeline instead of serving')
    .addHelpText('after', NOTES)
    .action((sample: string | undefined, flags: DemoFlags) => demo(sample, flags, io));
}

async function demo(sample: string | undefined, flags: DemoFlags, io: VerbIo): Promise<void> {
  const context = contextOf(io, flags);
  const port = parseInteger('--port', flags.port, [0, 65535]);
  const source = await openSource(sample, flags, context);
  try {
    const folder = join(flags.out, folderName(source));
    const { reporter, signal } = context;
    const run = () => runDemo(source, { folder, reporter, signal });
    if (!flags.once) return await show({ folder, port, run, open: flags.open ?? false }, context);
    const summary = await run();
    reporter.message(`To see it: floodlight serve ${folder}`);
    reporter.result(formatSummary(summary), { ...summary });
  } finally {
    await source.close();
  }
}

async function openSource(
  sample: string | undefined,
  flags: DemoFlags,
  context: VerbContext,
): Promise<DemoSource> {
  const device = parseDevice(flags.device);
  if (sample !== undefined && flags.data !== undefined) throw bothGiven(sample);
  const data = sample === undefined ? flags.data : await fetchSample(sample, flags.out, context);
  if (data !== undefined)
    return folderSource(data, {
      box: flags.box === undefined ? undefined : parseBox('--box', flags.box),
      full: flags.full ?? false,
      voxelSizeNm: parseTriple('--resolution', flags.resolution, (n) => n > 0),
      device,
    });
  const given = (['box', 'full'] as const).find((name) => flags[name] !== undefined);
  if (given) throw withoutData(given);
  return phantomSource({
    style: oneOf('--style', flags.style, ['em', 'tomogram']),
    seed: parseInteger('--seed', flags.seed, [-2147483648, 2147483647]),
    size:
      flags.size === undefined
        ? xyz(96, 96, 96)
        : parseTriple('--size', flags.size, (n) => Number.isInteger(n) && n > 0, 'three whole numbers x,y,z'),
    out: flags.out,
    device,
    ...context,
  });
}

const bothGiven = (sample: string) =>
  new UsageError({ subject: 'demo', expected: 'a SAMPLE or --data', got: `${sample} and --data` });

const withoutData = (name: string) =>
  new UsageError({
    subject: `--${name}`,
    expected: 'data that it is a part of',
    got: 'the synthetic volume',
    cure: 'Give --data DIR, or --size x,y,z for another size of the synthetic volume',
  });

/** Another box is another folder, so that results never mix. */
const folderName = ({ name, box }: DemoSource): string =>
  `${name}-${box.begin.join('_')}-${boxSize(box).join('x')}`;

interface Shown {
  readonly folder: string;
  readonly port: number;
  readonly open: boolean;
  run(): Promise<DemoSummary>;
}

/** The page is there from the beginning, and shows what there is so far. */
async function show({ folder, port, open, run }: Shown, { reporter, signal }: VerbContext): Promise<void> {
  await makeFolder(folder);
  const onError = (error: unknown) => reporter.message(`serve: ${error}`);
  const server = await serveFolder(folder, { port, onError });
  const url = `${server.url}/`;
  try {
    reporter.message(`${url}?watch shows what there is so far`);
    if (open) openPage(`${url}?watch`, (text) => reporter.message(text));
    const summary = await run();
    reporter.result(`${formatSummary(summary)}\n\nOpen ${url} in a browser.`, { ...summary, url });
    reporter.message('Ctrl-C ends it.');
    await untilAborted(signal);
  } finally {
    await server.close();
  }
}
