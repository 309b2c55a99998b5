import type { Xyz } from '../../datasets/geometry/index.ts';
import {
  type AnnotationLayer,
  type AnnotationState,
  type LayerState,
  type ViewerState,
  writeState,
} from '../../datasets/links/index.ts';
import type { ObjectError, ObjectErrors } from '../../ffn/analysis/index.ts';

export interface ErrorViewOptions {
  /** Voxel size of the evaluated volumes. */
  readonly voxelSizeNm: Xyz;
  /** Inputs as they were named; those that Neuroglancer can open become layers. */
  readonly segmentation: string;
  readonly truth: string;
}

/** Metres in a nanometre, as a divisor: a product with 1e-9 is not the nearest double. */
const NM_PER_METRE = 1e9;

/**
 * A Neuroglancer state with every split and every merger as a point.
 * @returns JSON, to be put behind `#!` or into a file.
 */
export function errorView(errors: ObjectErrors, options: ErrorViewOptions): Record<string, unknown> {
  const layers: LayerState[] = [
    ...sourceLayer('segmentation', options.segmentation),
    ...sourceLayer('truth', options.truth),
    pointLayer('splits', '#ff4040', pointsOf(errors.splits, 'true object', 'segment')),
    pointLayer('mergers', '#40a0ff', pointsOf(errors.merges, 'segment', 'true object')),
  ];
  const state: ViewerState = {
    dimensions: ['x', 'y', 'z'].map((name, i) => ({
      name,
      scale: options.voxelSizeNm[i as 0 | 1 | 2] / NM_PER_METRE,
      unit: 'm',
    })),
    position: firstPoint(errors),
    layers,
    layout: { type: '4panel' },
  };
  return writeState(state);
}

/** A file on this disk is nothing that a viewer can open; its layer is left out. */
function sourceLayer(name: string, input: string): LayerState[] {
  if (!/^precomputed:\/\/(https?|gs|s3):\/\//.test(input)) return [];
  return [{ type: 'segmentation', name, source: [{ url: input }] }];
}

function pointLayer(name: string, colour: string, annotations: AnnotationState[]): AnnotationLayer {
  return {
    type: 'annotation',
    name,
    source: [{ url: 'local://annotations' }],
    annotationColor: colour,
    annotations,
  };
}

/** One point for each part beyond the largest, in the middle of the voxel. */
function pointsOf(objects: readonly ObjectError[], whole: string, part: string): AnnotationState[] {
  return objects.flatMap(({ label, parts: [largest, ...others] }) =>
    others.map(
      ({ label: other, voxels, point }, i): AnnotationState => ({
        type: 'point',
        id: `${label}-${i + 1}`,
        point: point.map((v) => v + 0.5),
        description: `${whole} ${label}: ${part} ${other} (${voxels} voxels) beside ${largest?.label}`,
      }),
    ),
  );
}

function firstPoint({ splits, merges }: ObjectErrors): readonly number[] | undefined {
  const point = (merges[0] ?? splits[0])?.parts[1]?.point;
  return point?.map((v) => v + 0.5);
}
