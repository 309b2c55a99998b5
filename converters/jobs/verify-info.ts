import { isFloodlightError } from '../../datasets/errors.ts';
import { type PrecomputedInfo, parseInfo } from '../../datasets/precomputed/index.ts';
import { parseSharding } from '../../datasets/precomputed/sharding/index.ts';
import type { ProblemLog } from './verify-problems.ts';

type Json = Readonly<Record<string, unknown>>;

/** The least that is valid: each field of the file is put into it alone, so that one fault does not hide another. */
const SCALE: Json = {
  key: 'k',
  size: [1, 1, 1],
  resolution: [1, 1, 1],
  chunk_sizes: [[1, 1, 1]],
  encoding: 'raw',
};
const INFO: Json = { type: 'image', data_type: 'uint8', num_channels: 1, scales: [SCALE] };

const TOP_FIELDS = [
  '@type',
  'type',
  'data_type',
  'num_channels',
  'mesh',
  'skeletons',
  'segment_properties',
  'redirect',
] as const;

/** Fields of a scale, each with the ones that give it its meaning. */
const SCALE_FIELDS: readonly (readonly [field: string, beside: Json])[] = [
  ['key', {}],
  ['size', {}],
  ['voxel_offset', {}],
  ['resolution', {}],
  ['chunk_sizes', {}],
  ['encoding', { compressed_segmentation_block_size: [8, 8, 8] }],
  ['sharding', {}],
  ['hidden', {}],
];
const FIELDS_OF_ENCODINGS: readonly (readonly [encoding: string, field: string])[] = [
  ['compressed_segmentation', 'compressed_segmentation_block_size'],
  ['jpeg', 'jpeg_quality'],
  ['png', 'png_level'],
];

/**
 * Checks an info file field by field and adds every fault to the log.
 * @param json parsed, untrusted.
 * @returns the info where readers can use it; undefined where nothing more can be verified.
 */
export function checkInfo(json: unknown, subject: string, log: ProblemLog): PrecomputedInfo | undefined {
  const before = log.count;
  if (isObject(json)) {
    for (const field of TOP_FIELDS) probe(log, () => parseInfo({ ...INFO, ...pick(json, field) }, subject));
    const scales = json['scales'];
    if (Array.isArray(scales) && scales.length > 0) {
      for (const [i, scale] of scales.entries()) checkScale(scale, `scales[${i}]`, { json, subject, log });
      checkKeys(scales, subject, log);
    } else probe(log, () => parseInfo({ ...INFO, scales }, subject));
  }
  if (log.count > before) return undefined;
  const info = probe(log, () => parseInfo(json, subject));
  if (info) checkTogether(info, subject, log);
  return info;
}

interface ScaleContext {
  readonly json: Json;
  readonly subject: string;
  readonly log: ProblemLog;
}

function checkScale(scale: unknown, name: string, { subject, log }: ScaleContext): void {
  const parse = (json: unknown) => parseInfo({ ...INFO, scales: [json] }, subject);
  const named = (text: string) => text.replace('scales[0]', name);
  const before = log.count;
  if (!isObject(scale)) return void probe(log, () => parse(scale), named);
  for (const [field, beside] of SCALE_FIELDS) {
    probe(log, () => parse({ ...SCALE, ...beside, ...pick(scale, field) }), named);
  }
  for (const [encoding, field] of FIELDS_OF_ENCODINGS) {
    if (scale['encoding'] !== encoding) continue;
    probe(log, () => parse({ ...without(SCALE, field), encoding, ...pick(scale, field, false) }), named);
  }
  if (scale['sharding'] != null) {
    probe(log, () => parseSharding(scale['sharding'], `${subject}: ${name}: sharding`));
  }
  // What only shows when fields meet: one chunk size beside sharding.
  if (log.count === before) probe(log, () => parse(scale), named);
}

/** @param required an absent field stays absent from the probe, so that the parser misses it. */
function pick(json: Json, field: string, required = true): Json {
  if (Object.hasOwn(json, field)) return { [field]: json[field] };
  return required && (field in SCALE || field in INFO) ? { [field]: undefined } : {};
}

const without = (json: Json, field: string): Json =>
  Object.fromEntries(Object.entries(json).filter(([key]) => key !== field));

const isObject = (json: unknown): json is Json =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

function probe<T>(log: ProblemLog, run: () => T, named = (text: string) => text): T | undefined {
  try {
    return run();
  } catch (error) {
    if (!isFloodlightError(error)) throw error;
    log.add('info', named(error.message));
    return undefined;
  }
}

/** Scales that share a folder overwrite each other. */
function checkKeys(scales: readonly unknown[], subject: string, log: ProblemLog): void {
  const seen = new Map<unknown, number>();
  for (const [i, scale] of scales.entries()) {
    const key = isObject(scale) ? scale['key'] : undefined;
    const first = seen.get(key);
    if (typeof key !== 'string') continue;
    if (first === undefined) seen.set(key, i);
    else {
      const text = `${subject}: scales[${i}]: key: expected a key of its own, got ${JSON.stringify(key)}`;
      log.add('info', `${text}, which scales[${first}] has`);
    }
  }
}

/** What is wrong though each field is right. */
function checkTogether(info: PrecomputedInfo, subject: string, log: ProblemLog): void {
  const { scales, dataType, numChannels, type } = info;
  const add = (field: string, expected: string, got: string) =>
    log.add('info', `${subject}: ${field}: expected ${expected}, got ${got}`);
  if (type === 'segmentation' && dataType === 'float32')
    add('data_type', 'integers in a segmentation', dataType);
  if (type === 'segmentation' && numChannels !== 1)
    add('num_channels', '1 in a segmentation', `${numChannels}`);
  for (const [i, { encoding, resolutionNm }] of scales.entries()) {
    const at = `scales[${i}]`;
    if (encoding === 'compressed_segmentation' && dataType !== 'uint32' && dataType !== 'uint64')
      add(`${at}: encoding`, 'uint32 or uint64 beside compressed_segmentation', dataType);
    if (encoding === 'jpeg' && (dataType !== 'uint8' || (numChannels !== 1 && numChannels !== 3)))
      add(`${at}: encoding`, 'uint8 with 1 or 3 channels beside jpeg', `${dataType} with ${numChannels}`);
    const finer = scales[i - 1]?.resolutionNm;
    if (finer?.every((nm, d) => nm >= resolutionNm[d as 0 | 1 | 2]))
      add(`${at}: resolution`, 'coarser voxels than the scale before it', resolutionNm.join(','));
  }
}
