import { UsageError } from '../../datasets/errors.ts';
import { xyz } from '../../datasets/geometry/index.ts';
import {
  encodeSegmentProperties,
  openPrecomputed,
  type SegmentProperty,
} from '../../datasets/precomputed/index.ts';
import type { WritableStore } from '../../datasets/stores/index.ts';
import type { LabelMeasures } from '../../datasets/voxels/index.ts';
import type { PropertyTable } from '../inputs/index.ts';
import { checkChunks, nameFolder, openLabels } from './label-dataset.ts';
import { type MeasureOptions, measureLabels } from './measure-labels.ts';
import { numberProperty, statisticsProperties, tableProperties } from './property-columns.ts';
import { skeletonLengthsNm } from './skeleton-lengths.ts';

export interface PropertiesOptions extends Omit<MeasureOptions, 'chunkSize'> {
  /** Measure the labels of the finest scale. Default true; without it the segments are those of the table. */
  readonly statistics?: boolean;
  /** Lengths of the dataset's skeletons. Default: where the dataset has skeletons. */
  readonly skeletons?: boolean;
  readonly table?: PropertyTable;
  /** What messages call the table. */
  readonly tableName?: string;
  /** For numbers that the table does not have. Default: refuse. */
  readonly missingNumber?: number;
  /** Take chunks that are missing for background: statistics lack what is in them. Default false: they are an error. */
  readonly fillMissing?: boolean;
}

/** What was written. */
export interface PropertiesSummary {
  readonly folder: string;
  readonly segments: number;
  /** Names, in the order of the file. */
  readonly properties: readonly string[];
  /** Rows of the table whose ids the volume does not have; they are left out. */
  readonly unknownRows: number;
  /** The segments of most voxels, decimal ids, the largest first; at most 16. Empty without statistics. */
  readonly largest: readonly string[];
  /** Chunks that were not there. */
  readonly missingChunks: number;
}

const MAX_LARGEST = 16;

const FOLDER = 'segment_properties';

/**
 * Writes `segment_properties/info`: statistics of the labels of the finest scale, and what a table says of them; then names
 * the folder in the dataset's `info`. What was written before is replaced.
 * Memory: one block, and the properties of all labels.
 * @throws InvalidDataError for an image, and for what the format cannot hold; MissingError for chunks that are not there;
 * UsageError where there is nothing to write.
 */
export async function writeProperties(
  store: WritableStore,
  options: PropertiesOptions = {},
): Promise<PropertiesSummary> {
  const { statistics = true, table, tableName = 'table', missingNumber, signal } = options;
  if (!statistics && !table) throw nothingToWrite(store.name);
  const volume = await openLabels(store, 'Segment properties');
  const { info } = await openPrecomputed(store, { signal });
  let ids = [...(table?.ids ?? [])].sort((a, b) => (a < b ? -1 : 1));
  const properties: SegmentProperty[] = [];
  let largest: readonly string[] = [];
  const missingChunks = statistics ? await checkChunks(store, options) : 0;
  if (statistics) {
    const measures = await measureLabels(volume, { ...options, chunkSize: info.scales[0]?.chunkSizes[0] });
    ids = measures.map(({ label }) => label);
    largest = largestOf(measures);
    properties.push(...statisticsProperties(measures, volume.voxelSizeNm ?? xyz(1, 1, 1)));
  }
  if (info.skeletons !== undefined && (options.skeletons ?? true)) {
    const lengths = await skeletonLengthsNm(store, info.skeletons, ids, signal);
    properties.push(numberProperty('skeleton_nm', lengths, 'length of the skeleton, nanometres; 0: none'));
  }
  const fromTable = table ? tableProperties(table, ids, { subject: tableName, missingNumber }) : [];
  // What a person says of segments comes before what was counted.
  const all = [...fromTable, ...properties];
  const known = new Set(ids);
  const unknownRows = table?.ids.filter((id) => !known.has(id)).length ?? 0;
  await store.put(
    `${FOLDER}/info`,
    encodeSegmentProperties({ ids, properties: all }, `${store.name}/${FOLDER}`),
  );
  await nameFolder(store, 'segment_properties', FOLDER);
  const names = all.map(({ id }) => id);
  return { folder: FOLDER, segments: ids.length, properties: names, unknownRows, largest, missingChunks };
}

/** Of two equal ones the smaller id comes first. */
function largestOf(measures: readonly LabelMeasures[]): string[] {
  const bySize = measures.toSorted((a, b) => b.voxels - a.voxels);
  return bySize.slice(0, MAX_LARGEST).map(({ label }) => `${label}`);
}

const nothingToWrite = (subject: string) =>
  new UsageError({
    subject,
    expected: 'statistics or a table',
    got: 'neither',
    cure: 'Leave --no-statistics out, or give --csv FILE',
  });
