import { join } from 'node:path';
import type { Command } from 'commander';
import { boxSize } from '../../datasets/geometry/index.ts';
import { type DemoSource, folderSource, formatSummary, runDemo, syntheticSource } from '../demo/index.ts';
import { serveFolder, untilAborted } from '../serving/index.ts';
import {
  type CommonFlags,
  contextOf,
  declareVerb,
  parseBox,
  parseInteger,
  parseTriple,
  type VerbContext,
  type VerbIo,
} from './verb.ts';

interface DemoFlags extends CommonFlags {
  readonly data?: string;
  readonly box?: string;
  readonly resolution: string;
  readonly out: string;
  readonly port: string;
  readonly once?: boolean;
}

const DEMO_DEFAULTS = { resolution: '10,10,10', out: 'out', port: '8080' } as const;

const NOTES = `
DIR holds grayscale_maps/ (PNG slices), model/ (a TensorFlow FFN checkpoint) and one *.pbtxt (an FFN request).
Results go to OUT/<name>-<box>; a segmentation that is there is kept.

Example: floodlight demo --data fib25 --box 72,72,72,64,64,64`;

/** `demo`: the whole job on a sample, then a page that shows it. */
export function addDemo(program: Command, io: VerbIo): void {
  declareVerb(program, 'demo', 'the whole job on a sample: segment, convert, mesh, serve, show')
    .option('--data <dir>', 'real data; without it a synthetic volume')
    .option('--box <x,y,z,sx,sy,sz>', 'part of the data to segment: first voxel and size')
    .option('--resolution <x,y,z>', 'voxel size of the data in nanometres', DEMO_DEFAULTS.resolution)
    .option('--out <dir>', 'where results go', DEMO_DEFAULTS.out)
    .option('--port <n>', 'port of the page; 0 takes a free one', DEMO_DEFAULTS.port)
    .option('--once', 'end after the pipeline instead of serving')
    .addHelpText('after', NOTES)
    .action((flags: DemoFlags) => demo(flags, io));
}

async function demo(flags: DemoFlags, io: VerbIo): Promise<void> {
  const context = contextOf(io, flags);
  const { reporter, signal } = context;
  const port = parseInteger('--port', flags.port, [0, 65535]);
  const source = await openSource(flags);
  const folder = join(flags.out, folderName(source));
  const summary = await runDemo(source, { folder, reporter, signal });
  if (flags.once) {
    reporter.message(`To see it: floodlight serve ${folder}`);
    return reporter.result(formatSummary(summary), { ...summary });
  }
  await show(folder, port, { context, text: formatSummary(summary), data: { ...summary } });
}

function openSource({ data, box, resolution }: DemoFlags): Promise<DemoSource> | DemoSource {
  if (data === undefined) return syntheticSource();
  return folderSource(data, {
    box: box === undefined ? undefined : parseBox('--box', box),
    voxelSizeNm: parseTriple('--resolution', resolution, (n) => n > 0),
  });
}

/** Another box is another folder, so that results never mix. */
const folderName = ({ name, box }: DemoSource): string =>
  `${name}-${box.begin.join('_')}-${boxSize(box).join('x')}`;

interface Shown {
  readonly context: VerbContext;
  readonly text: string;
  readonly data: Record<string, unknown>;
}

async function show(folder: string, port: number, { context, text, data }: Shown): Promise<void> {
  const { reporter, signal } = context;
  const onError = (error: unknown) => reporter.message(`serve: ${error}`);
  const server = await serveFolder(folder, { port, onError });
  reporter.result(`${text}\n\nOpen ${server.url}/ in a browser.`, { ...data, url: `${server.url}/` });
  reporter.message('Ctrl-C ends it.');
  await untilAborted(signal);
  await server.close();
}
