import type { DrawnSkeleton, GpuSkeleton, Stage } from '../render/index.ts';
import { displayColor, type Near, type SkeletonGeometry } from '../state/index.ts';
import { distanceToLines } from '../state/scene/index.ts';
import { type LayerState, segmentLook } from './layer-state.ts';
import type { ResourceCache } from './resource-cache.ts';
import { type FrameNeeds, mayUpload } from './slices.ts';

export interface SkeletonUse {
  readonly skeletons: ResourceCache<SkeletonGeometry, GpuSkeleton>;
  readonly skeletonNeeds: FrameNeeds<SkeletonGeometry>;
}

/** The chosen segments' skeletons that are there, for scenes and cross-sections alike, of datasets that have some; what is not is added to the needs. */
export function sceneSkeletons(
  stage: Stage,
  layers: readonly LayerState[],
  { skeletons, skeletonNeeds: needs }: SkeletonUse,
): DrawnSkeleton[] {
  return layers.flatMap((layer) => {
    const { spec, source, hovered } = layer;
    if (spec.type !== 'segmentation' || !source?.info.hasSkeletons) return [];
    const look = segmentLook(spec);
    return spec.segments.flatMap((segment, order): DrawnSkeleton[] => {
      const key = `${layer.key}/skeleton/${segment}`;
      const resource = skeletons.get(key);
      if (!resource) {
        needs.wanted.push({ key, urgency: order, load: (signal) => source.readSkeleton(segment, signal) });
        return [];
      }
      if (!resource.handle && mayUpload(needs)) {
        const began = performance.now();
        resource.handle = stage.uploadSkeleton(resource.value);
        needs.uploadMs += performance.now() - began;
      }
      const color = displayColor(look, segment, look.hoverHighlight && segment === hovered);
      return resource.handle
        ? [{ skeleton: resource.handle, color, alpha: look.objectAlpha, group: `${layer.key}/${segment}` }]
        : [];
    });
  });
}

/** @returns the chosen segment of a layer whose skeleton comes nearest, of those that are near and loaded. */
export function nearestSkeleton(
  { key, spec, source }: LayerState,
  skeletons: ResourceCache<SkeletonGeometry, unknown>,
  near: Near,
): bigint | undefined {
  if (spec.type !== 'segmentation' || !source?.info.hasSkeletons) return undefined;
  let [found, best]: [bigint | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
  for (const segment of spec.segments) {
    const geometry = skeletons.peek(`${key}/skeleton/${segment}`);
    const distance = geometry ? distanceToLines(geometry, near) : Number.POSITIVE_INFINITY;
    if (distance < best) [found, best] = [segment, distance];
  }
  return found;
}
