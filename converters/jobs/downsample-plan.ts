import { InvalidDataError, UnsupportedError, UsageError } from '../../datasets/errors.ts';
import { boxOf, formatBox, type Xyz } from '../../datasets/geometry/index.ts';
import {
  describePrecomputed,
  openPrecomputed,
  type PrecomputedInfo,
  type PrecomputedSpec,
  type ScaleInfo,
  WRITTEN_ENCODINGS,
  type WrittenEncoding,
} from '../../datasets/precomputed/index.ts';
import { createFileStore, type FileStore } from '../../datasets/stores/index.node.ts';
import type { Volume } from '../../datasets/volume.ts';
import type { DownsampleMethod } from '../../datasets/voxels/index.ts';
import { VERSION } from '../console/index.ts';
import { type PyramidSpec, type PyramidWork, planSteps } from '../pyramid/index.ts';

/** What scales are to be made, and how. */
export interface DownsampleRequest {
  /** The scale that the new ones are made of, and come after. Default: the coarsest; with `force` the finest. */
  readonly mip?: number;
  /** How many scales coarser than the finest there are in the end. Default: until one chunk is left. */
  readonly scales?: number;
  /** Of every step; default: chosen so that voxels approach cubes. */
  readonly factors?: Xyz;
  /** Default: average for an image, mode for a segmentation. */
  readonly method?: DownsampleMethod;
  /** Mode only: background loses ties. */
  readonly sparse?: boolean;
  /** These four: default as the finest scale. */
  readonly encoding?: WrittenEncoding;
  readonly jpegQuality?: number;
  readonly chunkSize?: Xyz;
  readonly sharded?: boolean;
  /** Of shards, 1-9. Default 6. */
  readonly gzipLevel?: number;
  /** Chunks that the source lacks are zeros. */
  readonly fillMissing?: boolean;
  /** Scales after the source are made again. */
  readonly force?: boolean;
}

export interface DownsamplePlan {
  readonly spec: PyramidSpec;
  readonly work: PyramidWork;
  /** What is there finest. */
  readonly finest: Volume;
  /** Scales of the dataset that are coarser than the source and would go. */
  readonly dropped: number;
}

/**
 * Reads what a dataset is, and plans its coarser scales; nothing is written.
 * @throws UsageError, UnsupportedError, InvalidDataError where the request does not fit the dataset.
 */
export async function planDownsample(folder: string, request: DownsampleRequest): Promise<DownsamplePlan> {
  const store = createFileStore(folder);
  const dataset = await openPrecomputed(store);
  const { info } = dataset;
  const last = info.scales.length - 1;
  const mip = request.mip ?? (request.force ? 0 : last);
  if (mip > last) {
    const expected = `a scale of the dataset, 0 to ${last}`;
    throw new UsageError({ subject: '--mip', expected, got: `${mip}` });
  }
  const method = methodFor(folder, info, request);
  const source = dataset.volume(mip);
  const steps = stepsOf(folder, { info, mip, source }, request);
  const scales = steps.map((step) => describeScale(folder, info, step, request));
  assertNewKeys(folder, info.scales.slice(0, mip + 1), scales);
  const { sparse = false, gzipLevel = 6 } = request;
  const spec: PyramidSpec = {
    output: folder,
    info: { ...info, scales: [info.scales[mip], ...scales] },
    factors: steps.map(({ factors }) => factors),
    ...{ method, sparse, gzipLevel },
  };
  return { spec, work: workOf(store, info, mip, spec), finest: dataset.volume(0), dropped: last - mip };
}

interface SourceScale {
  readonly info: PrecomputedInfo;
  readonly mip: number;
  readonly source: Volume;
}

function stepsOf(folder: string, { info, mip, source }: SourceScale, request: DownsampleRequest) {
  const { scales: wanted, factors } = request;
  const chunkSize = request.chunkSize ?? info.scales[0].chunkSizes[0];
  const count = wanted === undefined ? undefined : Math.max(0, wanted - mip);
  const shape = { bounds: source.bounds, voxelSizeNm: info.scales[mip].resolutionNm };
  const steps = planSteps(shape, { chunkSize, factors, count });
  if (count !== undefined && steps.length < count) {
    const expected = `at most ${mip + steps.length}: then nothing is left to be made coarser`;
    throw new UsageError({ subject: `--scales of ${folder}`, expected, got: `${wanted}` });
  }
  return steps;
}

/** @throws UnsupportedError for the mean of labels, and the most frequent of real numbers. */
function methodFor(subject: string, info: PrecomputedInfo, request: DownsampleRequest): DownsampleMethod {
  const method = request.method ?? (info.type === 'segmentation' ? 'mode' : 'average');
  const refuse = (got: string, cure: string) => {
    throw new UnsupportedError({
      subject,
      expected: `voxels of which there is ${/^[aeiou]/.test(method) ? 'an' : 'a'} ${method}`,
      got,
      cure,
    });
  };
  if (method === 'average' && info.type === 'segmentation')
    refuse('labels', 'The mean of two labels is a third one: use --method mode');
  if (method === 'average' && info.dataType === 'uint64')
    refuse('an image of uint64', 'Use --method mode, or convert it to a smaller type');
  if (method === 'mode' && info.dataType === 'float32') refuse('float32', 'Use --method average');
  if (request.sparse && method !== 'mode') {
    const cure = 'Leave it out, or give --method mode';
    throw new UsageError({ subject: '--sparse', expected: 'method mode', got: method, cure });
  }
  return method;
}

function describeScale(
  folder: string,
  info: PrecomputedInfo,
  step: Pick<Volume, 'bounds'> & { readonly voxelSizeNm: Xyz },
  request: DownsampleRequest,
): ScaleInfo {
  const finest = info.scales[0];
  const encoding = request.encoding ?? WRITTEN_ENCODINGS.find((name) => name === finest.encoding);
  if (!encoding) {
    throw new UnsupportedError({
      subject: folder,
      expected: `an encoding that can be written: ${WRITTEN_ENCODINGS.join(', ')}`,
      got: finest.encoding,
      cure: 'Give one with --encoding',
    });
  }
  const isSame = encoding === finest.encoding;
  const spec: PrecomputedSpec = {
    type: info.type,
    encoding,
    chunkSize: request.chunkSize ?? finest.chunkSizes[0],
    blockSize: isSame ? finest.compressedSegmentationBlockSize : undefined,
    jpegQuality: request.jpegQuality ?? (isSame ? finest.jpegQuality : undefined),
    sharding: (request.sharded ?? finest.sharding !== undefined) ? true : undefined,
  };
  const { dataType, numChannels } = info;
  // Only described, never read.
  const read = () => Promise.reject(new UsageError({ subject: folder, expected: 'no read', got: 'one' }));
  return describePrecomputed(folder, spec, { dataType, numChannels, ...step, read }).scales[0];
}

function assertNewKeys(subject: string, kept: readonly ScaleInfo[], added: readonly ScaleInfo[]): void {
  const taken = added.find(({ key }) => kept.some((scale) => scale.key === key));
  if (!taken) return;
  const got = `${JSON.stringify(taken.key)}, which a finer scale has (${formatBox(boxOf(taken.voxelOffset, taken.size))})`;
  throw new InvalidDataError({ subject, expected: 'a free folder for each new scale', got });
}

function workOf(store: FileStore, info: PrecomputedInfo, mip: number, spec: PyramidSpec): PyramidWork {
  const [source, ...scales] = spec.info.scales;
  const keys = scales.map(({ key }) => key);
  const { method, sparse, gzipLevel } = spec;
  // What a person chose comes first: messages name the first difference.
  const parameters = {
    ...{ '--mip': mip, '--method': method, '--sparse': sparse, '--gzip-level': gzipLevel },
    ...{ scales: keys, version: VERSION, zlib: process.versions.zlib },
    info: { source, scales },
  };
  return { store, output: spec.output, info, keep: mip + 1, keys, parameters };
}
