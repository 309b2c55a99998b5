import { boxSize, type Xyz } from '../../datasets/geometry/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import type { DatasetReport, RootReport } from './inspect-dataset.ts';
import type { FolderReport } from './inspect-folder.ts';

/** Rows as columns of text, each as wide as its widest entry. @param rows all of one length. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `1 x 2 x 3` */
export const formatTriple = (t: Xyz): string => t.join(' x ');

/** The report for people. */
export function formatDataset(report: DatasetReport): string {
  const { name, type, dataType, channels, scales, otherKeys, provenance } = report;
  const head = `${name}: precomputed ${type}, ${dataType}, ${channels} channel${channels === 1 ? '' : 's'}`;
  const rows = scales.map((s) => [
    s.key,
    formatTriple(s.size),
    formatTriple(s.resolutionNm),
    s.voxelOffset.join(','),
    formatTriple(s.chunkSize),
    s.encoding,
    `${s.chunks}`,
    s.objects === undefined ? '?' : `${s.objects}`,
    s.sharding ?? 'no',
  ]);
  const titles = ['scale', 'voxels', 'nm', 'offset', 'chunk', 'encoding', 'chunks', 'objects', 'sharded'];
  const lines = [
    head,
    formatTable([titles, ...rows]),
    ...folderLine('mesh', report.mesh),
    ...folderLine('skeletons', report.skeletons),
    ...folderLine('segment properties', report.segmentProperties),
    ...(otherKeys.length > 0 ? [`other keys: ${otherKeys.join(', ')}`] : []),
    ...provenanceLines(provenance),
  ];
  return lines.join('\n');
}

function folderLine(title: string, report: FolderReport | undefined): string[] {
  if (!report) return [];
  return [`${title}: ${report.folder}/ (${inBrackets(report)})`];
}

function inBrackets({ type, objects, details }: FolderReport): string {
  const count = objects === undefined ? '' : `, ${objects} objects`;
  return `${type}${count}${details ? `; ${details}` : ''}`;
}

/** The report for people. */
export const formatRoot = (report: RootReport): string => `${report.name}: ${inBrackets(report)}`;

/** Ours lists commands; others' files are named only. */
function provenanceLines(provenance: unknown): string[] {
  if (typeof provenance !== 'object' || provenance === null) return [];
  const { entries } = provenance as { entries?: unknown };
  if (!Array.isArray(entries)) return ['provenance: of another program; see --json'];
  return entries.map((entry: unknown) => {
    const { command, time } = (entry ?? {}) as { command?: unknown; time?: unknown };
    const words = Array.isArray(command) ? command.join(' ') : 'a command unknown';
    return `made by: floodlight ${words}${typeof time === 'string' ? ` (${time})` : ''}`;
  });
}

/** Any other volume that the program opens. */
export interface VolumeReport {
  readonly name: string;
  readonly format: 'volume';
  readonly dataType: string;
  readonly channels: number;
  readonly size: Xyz;
  readonly voxelOffset: Xyz;
  /** Absent where the source does not say. */
  readonly resolutionNm?: Xyz;
  readonly warnings: readonly string[];
}

export function describeVolume(name: string, volume: Volume, warnings: readonly string[]): VolumeReport {
  const { dataType, numChannels, bounds, voxelSizeNm } = volume;
  return {
    name,
    format: 'volume',
    dataType,
    channels: numChannels,
    size: boxSize(bounds),
    voxelOffset: bounds.begin,
    ...(voxelSizeNm && { resolutionNm: voxelSizeNm }),
    warnings,
  };
}

export function formatVolume({ name, dataType, channels, ...report }: VolumeReport): string {
  const voxel = report.resolutionNm ? `${formatTriple(report.resolutionNm)} nm` : 'voxel size not said';
  const where = report.voxelOffset.some((n) => n !== 0) ? ` at ${report.voxelOffset.join(',')}` : '';
  const planes = `${channels} channel${channels === 1 ? '' : 's'}`;
  return `${name}: ${dataType}, ${planes}, ${formatTriple(report.size)} voxels${where}, ${voxel}`;
}
