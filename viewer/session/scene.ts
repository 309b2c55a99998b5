import type { DrawnMesh, GpuMesh, MeshGeometry, Stage } from '../render/index.ts';
import { segmentColor } from '../state/index.ts';
import type { LayerState } from './layer-state.ts';
import type { ResourceCache } from './resource-cache.ts';
import type { FrameNeeds } from './slices.ts';

export type MeshCache = ResourceCache<MeshGeometry, GpuMesh>;

/** The chosen segments' meshes that are there; what is not is added to `needs`. */
export function sceneMeshes(stage: Stage, layers: readonly LayerState[], use: MeshUse): DrawnMesh[] {
  return layers.flatMap((layer) =>
    layer.spec.segments.flatMap((segment, order) => {
      const mesh = meshOf(stage, layer, { segment, order }, use);
      return mesh ? [{ mesh, color: segmentColor(segment) }] : [];
    }),
  );
}

export interface MeshUse {
  readonly meshes: MeshCache;
  readonly needs: FrameNeeds<MeshGeometry>;
}

function meshOf(
  stage: Stage,
  { key: layerKey, source }: LayerState,
  { segment, order }: { readonly segment: bigint; readonly order: number },
  { meshes, needs }: MeshUse,
): GpuMesh | undefined {
  if (!source) return undefined;
  const key = `${layerKey}/mesh/${segment}`;
  const resource = meshes.get(key);
  if (!resource) {
    needs.wanted.push({ key, urgency: order, load: (signal) => source.readMesh(segment, signal) });
    return undefined;
  }
  resource.handle ??= stage.uploadMesh(resource.value);
  return resource.handle;
}
