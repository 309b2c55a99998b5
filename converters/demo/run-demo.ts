import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toZyx } from '../../datasets/geometry/index.ts';
import { createFileStore, makeFolder } from '../../datasets/stores/index.node.ts';
import { subvolumePath } from '../../ffn/inference/index.ts';
import type { Reporter } from '../console/index.ts';
import { openInput } from '../inputs/index.ts';
import { convertVolume, meshDataset, segmentVolume } from '../jobs/index.ts';
import { cropVolume, placeVolume } from '../transforms/index.ts';
import type { DemoSource } from './source.ts';
import type { DemoStep, DemoSummary } from './summary.ts';

/** Where the parts of a demo lie, relative to its folder. */
const PARTS = { segmentation: 'segmentation', image: 'image', ffn: 'ffn', page: 'demo.json' } as const;

export interface DemoContext {
  /** Everything is written below; segmentations that are there are kept. */
  readonly folder: string;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/** Segment, convert image and labels, mesh, describe the page. Each step tells what it did. */
export async function runDemo(source: DemoSource, context: DemoContext): Promise<DemoSummary> {
  const { folder, reporter } = context;
  await makeFolder(folder);
  for (const note of source.notes) reporter.message(`${source.title}: ${note}`);
  const steps: DemoStep[] = [];
  const step = async <T>(name: string, body: () => Promise<T>, tell: (result: T) => string): Promise<T> => {
    const began = performance.now();
    const result = await body();
    const seconds = (performance.now() - began) / 1000;
    steps.push({ name, seconds, result: tell(result) });
    reporter.message(`${name}: ${tell(result)} (${seconds.toFixed(1)} s)`);
    return result;
  };
  const segmented = await step('segment', () => segmentBox(source, context), describe);
  await step(
    'image',
    () => writeImage(source, context),
    ({ scales: [scale] }) => sizeText(scale!.size),
  );
  await step(
    'labels',
    () => writeLabels(source, context),
    ({ scales: [scale] }) => sizeText(scale!.size),
  );
  const meshes = await step(
    'mesh',
    // Plain triangles, as marching cubes made them; the labels may be others than those of the meshes that are there.
    () =>
      meshDataset(join(folder, PARTS.segmentation), {
        format: 'legacy',
        maxErrorNm: 0,
        force: true,
        signal: context.signal,
      }),
    (made) => `${made.labels.length} meshes, ${made.triangles} triangles`,
  );
  await writePage(source, context, meshes.labels);
  const { box, title } = source;
  return { title, folder, box, objects: meshes.labels.map(String), ...segmented, steps };
}

interface Segmented {
  readonly device: string;
  /** Undefined where the result of an earlier run was kept. */
  readonly evaluations: number | undefined;
  readonly skipped: boolean;
}

async function segmentBox(source: DemoSource, { folder, reporter, signal }: DemoContext): Promise<Segmented> {
  const network = await source.openNetwork();
  try {
    const output = createFileStore(join(folder, PARTS.ffn));
    const { request, box, image } = source;
    const summary = await segmentVolume(
      { request, boundingBox: box, image, network, output },
      reporter,
      signal,
    );
    const { skipped, steps } = summary;
    return { device: network.device, skipped, evaluations: skipped ? undefined : steps };
  } finally {
    await network.dispose();
  }
}

const describe = ({ device, skipped, evaluations }: Segmented): string =>
  skipped ? 'done before, kept' : `${evaluations} evaluations on ${device}`;

const sizeText = (size: readonly number[]): string => `${size.join(' x ')} voxels`;

function writeImage({ image, box }: DemoSource, { folder, signal }: DemoContext) {
  const store = createFileStore(join(folder, PARTS.image));
  return convertVolume(cropVolume(image, box), store, { type: 'image', overwrite: true, signal });
}

async function writeLabels({ image, box }: DemoSource, { folder, signal }: DemoContext) {
  const file = join(folder, PARTS.ffn, subvolumePath(toZyx(box.begin), 'npz'));
  const { volume, close } = await openInput(file);
  const store = createFileStore(join(folder, PARTS.segmentation));
  const labels = placeVolume(volume, { voxelSizeNm: image.voxelSizeNm });
  try {
    return await convertVolume(labels, store, { type: 'segmentation', overwrite: true, signal });
  } finally {
    await close();
  }
}

/** The page reads `data/demo.json`; sources are relative to it, so that the folder can be served from anywhere. */
async function writePage(
  source: DemoSource,
  { folder }: DemoContext,
  labels: readonly bigint[],
): Promise<void> {
  const page = {
    title: source.title,
    layout: '4panel',
    layers: [
      { type: 'image', name: 'image', source: `precomputed://${PARTS.image}` },
      {
        type: 'segmentation',
        name: 'segmentation',
        source: `precomputed://${PARTS.segmentation}`,
        segments: labels.map(String),
      },
    ],
  };
  const file = join(folder, PARTS.page);
  const text = `${JSON.stringify(page, null, 2)}\n`;
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) await writeFile(file, text);
}
