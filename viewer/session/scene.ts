import type { Xyz } from '../../datasets/geometry/index.ts';
import type { DrawnMesh, GpuMesh, Stage } from '../render/index.ts';
import {
  type Camera,
  DEFAULT_MESH_LOOK,
  type DetailWish,
  displayColor,
  type FragmentRef,
  hasLevels,
  type MeshGeometry,
  type SegmentMesh,
} from '../state/index.ts';
import { ALL_OCTANTS, chooseFragments, type FragmentStatus } from '../state/scene/index.ts';
import { type LayerState, segmentLook } from './layer-state.ts';
import type { Resource, ResourceCache } from './resource-cache.ts';
import { type FrameNeeds, mayUpload } from './slices.ts';

export type MeshCache = ResourceCache<SegmentMesh, GpuMesh>;

/** What is under the pointer in the scene. */
export interface PickedSegment {
  readonly layerKey: string;
  readonly segment: bigint;
  readonly pointNm: Xyz;
}

export interface MeshUse {
  /** Undefined: nothing is uploaded or drawn yet. */
  readonly stage: Stage | undefined;
  readonly camera: Camera;
  readonly meshes: MeshCache;
  readonly needs: FrameNeeds<SegmentMesh>;
}

/** Every level's fragments, of all segments, come before any finer one. */
const LEVEL_URGENCY = 1e9;

/** The chosen segments' meshes that are there, in as much detail as the camera asks; what is not is added to `needs`. */
export function sceneMeshes(layers: readonly LayerState[], use: MeshUse): DrawnMesh[] {
  return layers.flatMap((layer) => {
    const { spec, hovered } = layer;
    if (spec.type === 'mesh') return singleMesh(layer, use);
    if (spec.type !== 'segmentation' || !layer.source) return [];
    const look = segmentLook(spec);
    const { objectAlpha: alpha, silhouette, meshErrorPx: errorPx } = look;
    // A dataset with skeletons alone is complete; one with neither says that meshes are missing, if its format has any.
    const { hasMeshes, hasSkeletons, knowsMeshes } = layer.source.info;
    if (alpha <= 0 || knowsMeshes === false || (hasSkeletons && !hasMeshes)) return [];
    return spec.segments.flatMap((segment, order) => {
      const isHovered = look.hoverHighlight && segment === hovered;
      const color = displayColor(look, segment, isHovered);
      const group = `${layer.key}/${segment}`;
      return segmentParts(layer, { segment, order }, { ...use, errorPx }).map(({ mesh, octants }) => ({
        ...{ mesh, octants, color, alpha, silhouette, group },
      }));
    });
  });
}

/** A layer that is one mesh: it is read as that of segment 0. */
function singleMesh(layer: LayerState, use: MeshUse): DrawnMesh[] {
  const { color, alpha } = layer.spec.mesh ?? DEFAULT_MESH_LOOK;
  if (alpha <= 0) return [];
  const wish = { ...use, errorPx: 1 };
  return segmentParts(layer, { segment: 0n, order: 0 }, wish).map(({ mesh, octants }) => ({
    ...{ mesh, octants, color, alpha, silhouette: 0, group: `${layer.key}/0` },
  }));
}

interface Part {
  readonly mesh: GpuMesh;
  readonly octants: number;
}

function segmentParts(
  layer: LayerState,
  { segment, order }: { readonly segment: bigint; readonly order: number },
  { stage, camera, meshes, needs, errorPx }: MeshUse & Pick<DetailWish, 'errorPx'>,
): Part[] {
  const { source } = layer;
  if (!source) return [];
  const key = `${layer.key}/mesh/${segment}`;
  const resource = meshes.get(key);
  if (meshes.lacks(key))
    needs.wanted.push({ key, urgency: order, load: (signal) => source.readMesh(segment, signal) });
  if (!resource) return [];
  const { value } = resource;
  if (!hasLevels(value)) {
    const mesh = uploaded(stage, resource, needs);
    return mesh ? [{ mesh, octants: ALL_OCTANTS }] : [];
  }
  const keyOf = ({ level, index }: FragmentRef) => `${key}/${level}/${index}`;
  const statusOf = (fragment: FragmentRef): FragmentStatus => {
    const fragmentKey = keyOf(fragment);
    const loaded = meshes.get(fragmentKey);
    if (!loaded) return meshes.absenceOf(fragmentKey) === 'loading' ? 'coming' : 'lost';
    // Where nothing is drawn yet, it will be.
    return !stage || uploaded(stage, loaded, needs) ? 'drawable' : 'loaded';
  };
  const { drawn, wanted } = chooseFragments(value, camera, { errorPx, statusOf });
  for (const fragment of wanted) {
    needs.wanted.push({
      key: keyOf(fragment),
      urgency: (value.levels.length - fragment.level) * LEVEL_URGENCY + order,
      load: (signal) => source.readFragment(segment, fragment, signal),
    });
  }
  return drawn.flatMap((fragment) => {
    const mesh = meshes.get(keyOf(fragment))?.handle;
    return mesh ? [{ mesh, octants: fragment.octants }] : [];
  });
}

function uploaded(
  stage: Stage | undefined,
  resource: Resource<SegmentMesh, GpuMesh>,
  needs: FrameNeeds<SegmentMesh>,
): GpuMesh | undefined {
  if (resource.handle || !stage || !mayUpload(needs)) return resource.handle;
  const began = performance.now();
  resource.handle = stage.uploadMesh(resource.value as MeshGeometry);
  needs.uploadMs += performance.now() - began;
  return resource.handle;
}
