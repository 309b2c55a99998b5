import { type Box, boxSize, type Xyz } from '../../datasets/geometry/index.ts';
import { createChunkGrid } from '../../datasets/precomputed/index.ts';
import type { Source, SourceScale } from '../../datasets/source.ts';
import { formatTable, formatTriple } from './inspect-format.ts';

/** One resolution, as `inspect` tells it. */
export interface SourceScaleReport {
  readonly name: string;
  /** Voxels. */
  readonly size: Xyz;
  /** Absent where the source does not say. */
  readonly resolutionNm?: Xyz;
  readonly voxelOffset: Xyz;
  readonly chunkSize: Xyz;
  readonly encoding: string;
  readonly chunks: number;
}

/** What a source that is no precomputed dataset is. */
export interface SourceReport {
  readonly name: string;
  readonly format: string;
  readonly title: string;
  readonly type?: string;
  readonly dataType?: string;
  readonly channels?: number;
  readonly scales: readonly SourceScaleReport[];
  /** Of a file that is one mesh. */
  readonly mesh?: { readonly vertices: number; readonly triangles: number; readonly boundsNm: Box };
  readonly warnings: readonly string[];
}

/** Describes a source without reading a chunk. */
export function describeSource(name: string, source: Source): SourceReport {
  const { format, title, kind, volume, mesh, warnings } = source;
  const isKnown = volume?.isVoxelSizeKnown === true;
  return {
    name,
    format,
    title,
    ...(kind && { type: kind }),
    ...(volume && { dataType: volume.dataType, channels: volume.numChannels }),
    ...(mesh && {
      mesh: { vertices: mesh.vertexCount, triangles: mesh.triangleCount, boundsNm: mesh.boundsNm },
    }),
    scales: (volume?.scales ?? []).map((scale) => scaleReport(scale, isKnown)),
    warnings,
  };
}

function scaleReport(scale: SourceScale, isKnown: boolean): SourceScaleReport {
  const { name, bounds, chunkSize, encoding, voxelSizeNm } = scale;
  const { gridSize } = createChunkGrid(bounds, chunkSize);
  return {
    name,
    size: boxSize(bounds),
    ...(isKnown && { resolutionNm: voxelSizeNm }),
    voxelOffset: bounds.begin,
    chunkSize,
    encoding,
    chunks: gridSize[0] * gridSize[1] * gridSize[2],
  };
}

/** The report for people. */
export function formatSource(report: SourceReport): string {
  const { name, title, type, dataType, channels, scales, mesh } = report;
  if (mesh) {
    const { begin, end } = mesh.boundsNm;
    const bounds = `from ${begin.join(', ')} to ${end.join(', ')} nm`;
    return `${name}: ${title}, ${mesh.vertices} vertices, ${mesh.triangles} triangles, ${bounds}`;
  }
  const kind = type === undefined ? '' : ` ${type}`;
  const samples =
    dataType === undefined ? '' : `, ${dataType}, ${channels} channel${channels === 1 ? '' : 's'}`;
  const rows = scales.map((s) => [
    s.name,
    formatTriple(s.size),
    s.resolutionNm ? formatTriple(s.resolutionNm) : 'not said',
    s.voxelOffset.join(','),
    formatTriple(s.chunkSize),
    s.encoding,
    `${s.chunks}`,
  ]);
  const titles = ['scale', 'voxels', 'nm', 'offset', 'chunk', 'encoding', 'chunks'];
  const head = `${name}: ${title}${kind}${samples}`;
  return rows.length === 0 ? head : `${head}\n${formatTable([titles, ...rows])}`;
}
