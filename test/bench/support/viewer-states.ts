import type { JsonObject } from '../../../datasets/links/index.ts';
import type { ViewerIds } from './viewer-data.ts';

/** What the viewers are loaded with: four panels, the middle of the volume, two pixels a voxel. */
export function viewerStates(data: string, { segments, pieces }: ViewerIds) {
  const state = (name: string, chosen: readonly string[]): JsonObject => ({
    ...VIEW,
    layers: [
      { type: 'image', name: 'em', source: `precomputed://${data}/image` },
      { type: 'segmentation', name: 'cells', source: `precomputed://${data}/${name}`, segments: [...chosen] },
    ],
  });
  return {
    three: state('segmentation', segments.slice(0, 3)),
    twenty: state('segmentation', segments.slice(0, 20)),
    none: state('pieces', []),
    many: state('pieces', pieces),
  };
}

const VIEW: JsonObject = {
  dimensions: { x: [8e-9, 'm'], y: [8e-9, 'm'], z: [8e-9, 'm'] },
  position: [125.5, 125.5, 125.5],
  crossSectionScale: 0.5,
  projectionScale: 400,
  projectionOrientation: [0.2705981, 0.0560427, 0.1353296, 0.9515485],
  layout: '4panel',
};
