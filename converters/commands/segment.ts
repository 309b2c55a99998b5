import type { Command } from 'commander';
import { InvalidDataError, UsageError } from '../../datasets/errors.ts';
import {
  type Box,
  boxContains,
  boxSize,
  formatBox,
  intersectBoxes,
  toZyx,
} from '../../datasets/geometry/index.ts';
import { createFileStore, type FileStore } from '../../datasets/stores/index.node.ts';
import type { Volume } from '../../datasets/volume.ts';
import { type NetworkInfo, parsePrecision } from '../../ffn/backends/index.ts';
import {
  assertOverlap,
  assertRunnable,
  findOverlapDoubt,
  type InferenceRequest,
  type Tiling,
  tileBoxes,
} from '../../ffn/inference/index.ts';
import type { ConvStack3DConfig } from '../../ffn/model/index.ts';
import { createRequestSources, inputOf, openInput } from '../inputs/index.ts';
import {
  assertFits,
  describeSegmentation,
  estimateSegmentation,
  findDoubts,
  findMisfits,
  formatSegmentationEstimate,
  measureImage,
  measurePolarity,
  type SegmentJob,
  sampleDigest,
  segmentVolume,
} from '../jobs/index.ts';
import { type LoadedNetwork, loadNetwork, parseDevice } from '../networks/index.ts';
import { assertWritable } from '../node/index.ts';
import {
  assertOneEach,
  declareSegmentFlags,
  parseAtOnce,
  parseLanes,
  parsePreparation,
  parseSegmentBox,
  parseThreads,
  parseTiling,
  type SegmentFlags,
} from './segment-flags.ts';
import { compareModels } from './segment-models.ts';
import { requestOf, withNormalisation } from './segment-request.ts';
import { contextOf, declareVerb, type VerbContext, type VerbIo } from './verb.ts';

/** `segment`: FFN inference over one box, as FFN's run_inference.py is called. */
export function addSegment(program: Command, io: VerbIo): void {
  const verb = declareVerb(program, 'segment', 'segment a box of a volume with a flood-filling network');
  declareSegmentFlags(verb).action((flags: SegmentFlags) => runSegment(flags, io));
}

async function runSegment(flags: SegmentFlags, io: VerbIo): Promise<void> {
  const context = contextOf(io, flags);
  if (flags.models !== undefined) return compareModels(flags, context, segmentOnce);
  if (flags.truth !== undefined || flags.relabel !== undefined) throw truthAlone();
  const outcome = await segmentOnce(flags, context);
  if (outcome) context.reporter.result(outcome.text, outcome.data);
}

interface Outcome {
  readonly text: string;
  readonly data: Record<string, unknown>;
  readonly objects: number;
  readonly seconds: number;
  readonly isKept: boolean;
}

/** @returns undefined for a dry run, which tells its result itself. */
async function segmentOnce(flags: SegmentFlags, context: VerbContext): Promise<Outcome | undefined> {
  const { reporter } = context;
  const device = parseDevice(flags.device);
  const precision = parsePrecision(flags.precision);
  assertOneEach(flags);
  const preparation = parsePreparation(flags);
  const request = await requestOf(flags, (line) => reporter.message(line));
  const out = flags.dryRun
    ? ''
    : required(flags.out ?? request.segmentationOutputDir, '--out', 'an output folder');
  const image = required(flags.image ?? imageOf(request), '--image', 'a volume');
  const path = required(flags.model ?? request.modelCheckpointPath, '--model', 'a checkpoint');
  const model = await loadNetwork({ path, modelName: request.modelName, modelArgs: request.modelArgs });
  const input = await openInput(image);
  const sources = createRequestSources();
  try {
    for (const warning of input.warnings) reporter.message(`warning: ${warning}`);
    const volume = preparation.apply(input.volume);
    const job = {
      ...(await prepare({ flags, request, model, volume, context })),
      imageNote: {
        ...preparation.note(input.volume),
        // Another result: not one to go on with in the other precision.
        ...(precision !== 'f32' && { precision }),
        ...(!flags.dryRun && { voxels: await sampleDigest(volume, context.signal) }),
      },
    };
    if (!flags.dryRun) await assertWritable(out);
    const network = await model.open({
      device,
      precision,
      autotune: flags.autotune,
      lanes: parseLanes(flags),
      threads: parseThreads(flags),
      tell: (line) => reporter.message(line),
    });
    try {
      reporter.message(`device: ${network.device}`);
      if (flags.dryRun) {
        await dryRun({ ...job, network }, context);
        return undefined;
      }
      return await run({ ...job, network, sources, output: createFileStore(out) }, out, context);
    } finally {
      await network.dispose();
    }
  } finally {
    await Promise.all([input.close(), sources.close()]);
  }
}

interface JobParts {
  readonly flags: SegmentFlags;
  readonly request: InferenceRequest;
  readonly model: LoadedNetwork;
  readonly volume: Volume;
  readonly context: VerbContext;
}

type PreparedJob = Omit<SegmentJob, 'network' | 'output' | 'sources'>;

/** Everything that can be refused before a network is opened. */
async function prepare({ flags, request, model, volume, context }: JobParts): Promise<PreparedJob> {
  const boundingBox = await parseSegmentBox(flags, volume);
  const info = infoOf(model.config);
  const tiling = parseTiling(flags, info);
  assertRunnable(request, info, tilesOf(boundingBox, tiling));
  if (tiling) checkOverlap(boundingBox, tiling, { info, flags, context });
  const inside = intersectBoxes(boundingBox, volume.bounds);
  if (!inside) throw beside(boundingBox, volume);
  if (!boxContains(volume.bounds, boundingBox))
    context.reporter.message('warning: the box reaches beyond the image: outside, voxels are 0');
  const statistics = await measureImage(volume, inside, context.signal);
  const { metadata } = model;
  const complete = withNormalisation(request, flags, { metadata, statistics });
  const { imageMean: mean, imageStddev: stddev } = complete;
  const { membranes } = metadata.polarity
    ? await measurePolarity(volume, context.signal)
    : { membranes: undefined };
  const isMatched = complete.referenceHistogram !== '';
  const input = { voxelSizeNm: volume.voxelSizeNm, statistics, membranes, mean, stddev, isMatched };
  for (const doubt of findDoubts(metadata, input)) context.reporter.message(`warning: ${doubt}`);
  if (!flags.force) assertFits(metadata, input);
  else for (const misfit of findMisfits(metadata, input)) context.reporter.message(`warning: ${misfit}`);
  return {
    request: complete,
    boundingBox,
    image: volume,
    modelId: model.id,
    tiling,
    force: flags.force,
    keepProbability: true,
    ...parseAtOnce(flags),
  };
}

async function dryRun(
  {
    network,
    boundingBox,
    tiling,
    batchSize,
    concurrency,
    request,
  }: PreparedJob & Pick<SegmentJob, 'network'>,
  { reporter, signal }: VerbContext,
): Promise<void> {
  const batch = Math.max(1, batchSize ?? request.batchSize);
  const estimate = await estimateSegmentation(network, {
    subvolumes: tilesOf(boundingBox, tiling),
    batchSize: batch,
    concurrency: Math.max(batch, concurrency ?? request.concurrentRequests),
    signal,
  });
  reporter.result(formatSegmentationEstimate(estimate), { dryRun: true, ...estimate });
}

async function run(
  job: SegmentJob & { readonly output: FileStore },
  out: string,
  { reporter, signal }: VerbContext,
): Promise<Outcome> {
  const summary = await segmentVolume(job, reporter, signal);
  await writeCounters(job.output, summary.counters);
  const { voxelSizeNm } = job.image;
  const { begin, end } = job.boundingBox;
  const place = voxelSizeNm ? `, voxels of ${voxelSizeNm.join(' x ')} nm from ${begin.join(',')}` : '';
  return {
    text: `${describeSegmentation(summary)}${place}`,
    data: { ...summary, out, box: { begin, end }, voxelSizeNm },
    objects: summary.objects,
    seconds: summary.seconds,
    isKept: summary.skipped,
  };
}

/** As run_inference.py leaves them: lines by name, and a file that is there stays. */
async function writeCounters(store: FileStore, counters: Readonly<Record<string, number>>): Promise<void> {
  const lines = Object.keys(counters).sort();
  if (lines.length === 0 || (await store.get('counters.txt'))) return;
  const text = lines.map((name) => `${name}: ${counters[name]}\n`).join('');
  await store.put('counters.txt', new TextEncoder().encode(text));
}

interface OverlapCheck extends Pick<JobParts, 'flags' | 'context'> {
  readonly info: NetworkInfo;
}

function checkOverlap(box: Box, tiling: Tiling, { info, flags, context }: OverlapCheck): void {
  if (!flags.force) return assertOverlap(box, tiling, info);
  const doubt = findOverlapDoubt(box, tiling, info);
  if (doubt) context.reporter.message(`warning: the overlap is ${doubt}`);
}

const tilesOf = (box: Box, tiling: Tiling | undefined): Box[] =>
  tileBoxes(box, tiling ?? { size: boxSize(box), overlap: [0, 0, 0] });

const infoOf = ({ fovSize, deltas }: Pick<ConvStack3DConfig, 'fovSize' | 'deltas'>): NetworkInfo => ({
  fovSize: toZyx(fovSize),
  deltas: toZyx(deltas),
});

const imageOf = ({ image }: InferenceRequest): string | undefined => image && inputOf(image);

const truthAlone = () =>
  new UsageError({
    subject: '--truth, --relabel',
    expected: '--models beside them',
    got: 'none',
    cure: 'Compare one segmentation by `floodlight evaluate SEG TRUTH`',
  });

/** An empty text counts as not given: that is how protobuf says "not set". */
function required(value: string | undefined, flag: string, what: string): string {
  if (value) return value;
  const cure = `Give ${flag}, or set it in the request`;
  throw new UsageError({ subject: flag, expected: what, got: 'none', cure });
}

const beside = (box: Box, volume: Volume): InvalidDataError =>
  new InvalidDataError({
    subject: 'bounding box',
    expected: `voxels of the image, ${formatBox(volume.bounds)}`,
    got: formatBox(box),
    cure: 'Axes are x, y, z; inspect says what the image has',
  });
