import type { GpuMesh, MeshGeometry, Stage } from '../render/index.ts';
import { type Camera, segmentColor } from '../state/index.ts';
import type { LayerState } from './layer-state.ts';
import type { ResourceCache } from './resource-cache.ts';
import type { FrameNeeds } from './slices.ts';

export type MeshCache = ResourceCache<MeshGeometry, GpuMesh>;

/** Draws the chosen segments' meshes, the outline of the volume and the axes. */
export function drawScene(
  stage: Stage,
  camera: Camera,
  layers: readonly LayerState[],
  { meshes, needs }: { readonly meshes: MeshCache; readonly needs: FrameNeeds<MeshGeometry> },
): void {
  const drawn = layers.flatMap((layer) =>
    layer.spec.segments.flatMap((segment) => {
      const mesh = meshOf(stage, layer, segment, { meshes, needs });
      return mesh ? [{ mesh, color: segmentColor(segment) }] : [];
    }),
  );
  stage.meshes.draw(camera, drawn);
  stage.lines.draw(camera);
}

function meshOf(
  stage: Stage,
  { key: layerKey, source }: LayerState,
  segment: bigint,
  { meshes, needs }: { readonly meshes: MeshCache; readonly needs: FrameNeeds<MeshGeometry> },
): GpuMesh | undefined {
  if (!source) return undefined;
  const key = `${layerKey}/mesh/${segment}`;
  const resource = meshes.get(key);
  if (!resource) {
    needs.wanted.push({ key, load: (signal) => source.readMesh(segment, signal) });
    return undefined;
  }
  resource.handle ??= stage.uploadMesh(resource.value);
  return resource.handle;
}
