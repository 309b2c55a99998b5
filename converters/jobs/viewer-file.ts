import { relative } from 'node:path';
import {
  type ImageLayer,
  type Quaternion,
  type SegmentationLayer,
  type ViewerState,
  writeState,
} from '../../datasets/links/index.ts';
import type { PrecomputedInfo } from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';

/** A dataset on this disk, as a layer of a view. */
export interface ViewedDataset {
  readonly folder: string;
  readonly info: PrecomputedInfo;
}

/** One segmentation of a view. */
export interface ViewedLabels extends ViewedDataset {
  /** Default "segmentation". */
  readonly name?: string;
  /** Segments that are shown when the view opens, decimal ids. Default none. */
  readonly segments?: readonly string[];
  /** Default true; else the layer is listed, to be switched on. */
  readonly visible?: boolean;
}

export interface View {
  readonly title: string;
  readonly image?: ViewedDataset;
  /** The first one, or the image, says where the view begins. */
  readonly labels: readonly ViewedLabels[];
  /** A network beside the file, safetensors: what the page offers for segmenting by click. */
  readonly model?: string;
}

export const VIEW_FILE = 'viewer.json';

/** Metres in a nanometre, as a divisor: a product with 1e-9 is not the nearest double. */
const NM_PER_METRE = 1e9;

/** The 3-D view from a little above and beside, as the viewer's own: -28 degrees about y, -24 about x; x, y, z, w. */
const PAST_A_CORNER: Quaternion = [-0.2017, -0.2366, -0.0503, 0.9491];

/**
 * Writes `viewer.json`: a Neuroglancer state that shows the datasets from their middle, with sources relative to the file.
 * @param folder holds the file; datasets lie in it, or are it.
 */
export async function writeViewFile(folder: string, view: View): Promise<void> {
  const { model } = view;
  const state = {
    ...writeState(viewOf(folder, view)),
    ...(model !== undefined && { segmenterModel: model }),
  };
  const text = `${JSON.stringify(state, undefined, 2)}\n`;
  await createFileStore(folder).put(VIEW_FILE, new TextEncoder().encode(text));
}

function viewOf(folder: string, { title, image, labels }: View): ViewerState {
  const { info } = labels[0] ?? image!;
  const [{ size, voxelOffset, resolutionNm }] = info.scales;
  const names = ['x', 'y', 'z'];
  const extentsNm = size.map((n, i) => n * resolutionNm[i as 0 | 1 | 2]);
  const finestNm = Math.min(...resolutionNm);
  return {
    title,
    dimensions: names.map((name, i) => ({
      name,
      scale: resolutionNm[i as 0 | 1 | 2] / NM_PER_METRE,
      unit: 'm',
    })),
    position: voxelOffset.map((v, i) => v + size[i as 0 | 1 | 2] / 2),
    // In canonical voxels, the finest axis: the whole volume, looked at past a corner, with a little air around it.
    projectionScale: Math.round((1.2 * Math.hypot(...extentsNm)) / finestNm),
    projectionOrientation: PAST_A_CORNER,
    layers: [
      ...(image ? [{ type: 'image', name: 'image', source: sourceOf(folder, image) } as ImageLayer] : []),
      ...labels.map((shown) => labelLayer(folder, shown)),
    ],
    layout: { type: '4panel' },
  };
}

function labelLayer(
  folder: string,
  { name = 'segmentation', segments, visible = true, ...dataset }: ViewedLabels,
): SegmentationLayer {
  const source = sourceOf(folder, dataset);
  return { type: 'segmentation', name, source, ...(segments && { segments }), ...(!visible && { visible }) };
}

function sourceOf(root: string, { folder }: ViewedDataset) {
  const path = relative(root, folder) || '.';
  return [{ url: `precomputed://${path.split('\\').join('/')}` }];
}
