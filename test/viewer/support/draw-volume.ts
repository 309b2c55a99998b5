/** Draws a volume in memory as a cross-section, and says what a slow twin on the CPU shows of it. */
import { mapXyz, type Xyz } from '../../../datasets/geometry/index.ts';
import { createSamples, type VoxelBlock } from '../../../datasets/volume.ts';
import {
  createSegmentTable,
  type LabelStyle,
  type Neighbour,
  type SliceStyle,
  Stage,
} from '../../../viewer/render/index.ts';
import {
  type ChunkData,
  type Cut,
  chunkBox,
  type LayerScale,
  type Rgb,
  visibleChunks,
} from '../../../viewer/state/index.ts';

const NO_EVENTS = { lost: () => undefined, restored: () => undefined };

/** One scale of a layer, all of it. */
export interface TestScale {
  readonly scale: LayerScale;
  readonly block: VoxelBlock;
  /** What is uploaded in place of a dense chunk. */
  readonly encode?: (chunk: VoxelBlock) => ChunkData;
  /** Chunks get a border of what is around them. */
  readonly isBordered?: boolean;
  /** Chunks that are not there yet. */
  readonly isMissing?: (index: Xyz) => boolean;
}

export interface TestLayer {
  readonly style: SliceStyle | ((stage: Stage) => SliceStyle);
  /** Finest first. */
  readonly scales: readonly TestScale[];
}

/** @returns RGBA bytes as the page would show them over nothing, the top row first. */
export function drawVolume(cut: Cut, layers: readonly TestLayer[]): Uint8Array {
  const { width, height } = cut;
  const canvas = document.createElement('canvas');
  // The panel is not in a corner: its place must not matter.
  canvas.width = width + 7;
  canvas.height = height + 5;
  const stage = new Stage(canvas, NO_EVENTS);
  stage.drawSlices(
    { left: 3, top: 1, width, height },
    layers.map(({ style, scales }) => ({
      style: typeof style === 'function' ? style(stage) : style,
      chunks: scales.flatMap(({ scale, block, isMissing, encode, isBordered }) =>
        visibleChunks(scale, cut)
          .filter(({ index }) => !isMissing?.(index))
          .map((chunk) => {
            const dense = cutOut(block, scale, chunk.box);
            if (!isBordered) return { chunk, texture: stage.uploadChunk(encode ? encode(dense) : dense) };
            const texture = stage.uploadBordered(dense);
            // Before its neighbours are there, and when all are.
            stage.fillBorder(texture, dense, () => undefined);
            stage.fillBorder(texture, dense, neighbourOf(block, scale, chunk.index));
            return { chunk, texture };
          }),
      ),
    })),
  );
  const copy = new OffscreenCanvas(width, height).getContext('2d');
  copy?.drawImage(canvas, -3, -1);
  const pixels = new Uint8Array(copy?.getImageData(0, 0, width, height).data ?? []);
  stage.dispose();
  return pixels;
}

function cutOut(block: VoxelBlock, { bounds }: LayerScale, box: { begin: Xyz; end: Xyz }): VoxelBlock {
  const size = mapXyz((v, i) => v - box.begin[i], box.end);
  const count = size[0] * size[1] * size[2];
  const data = createSamples(block.dataType, count * block.numChannels);
  for (let i = 0; i < data.length; i++) {
    const inChunk = i % count;
    const at: Xyz = [
      inChunk % size[0],
      Math.floor(inChunk / size[0]) % size[1],
      Math.floor(inChunk / (size[0] * size[1])),
    ];
    data[i] = sampleAt(
      block,
      mapXyz((v, axis) => v + box.begin[axis] - bounds.begin[axis], at),
      Math.floor(i / count),
    ) as never;
  }
  return { dataType: block.dataType, numChannels: block.numChannels, size, data };
}

const neighbourOf =
  (block: VoxelBlock, scale: LayerScale, index: Xyz): Neighbour =>
  (step) => {
    const box = chunkBox(
      scale,
      mapXyz((v, i) => v + step[i], index),
    );
    const isInside = box.begin.every(
      (v, i) => v >= (scale.bounds.begin[i] as number) && v < (box.end[i] as number),
    );
    return isInside ? cutOut(block, scale, box) : undefined;
  };

/** @param at voxels from the block's begin. */
export function sampleAt({ size, data }: VoxelBlock, at: Xyz, channel = 0): number | bigint | undefined {
  if (at.some((v, i) => v < 0 || v >= (size[i] as number))) return undefined;
  return data[at[0] + size[0] * (at[1] + size[1] * (at[2] + size[2] * channel))];
}

/**
 * Where in a scale each pixel lies, in voxels, one pixel after the other in doubles: straight from what a
 * cross-section is. An oblique plane takes the voxel a thousandth behind it; one across an axis the layer it is in.
 */
export function* pixelPlaces(
  { basis, centerNm, nmPerPixel, width, height }: Cut,
  { voxelSizeNm }: LayerScale,
) {
  const { right, down, through } = basis;
  const isOblique =
    through.filter((v) => Math.abs(v) > 0).length > 1 || right.filter((v) => v !== 0).length > 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [across, along] = [x + 0.5 - width / 2, y + 0.5 - height / 2];
      const place = mapXyz((nm, i) => {
        const at = (nm + nmPerPixel * (across * right[i] + along * down[i])) / voxelSizeNm[i];
        return isOblique ? at + 1e-3 * Math.abs(through[i]) : at;
      }, centerNm);
      yield { pixel: x + width * y, place };
    }
  }
}

/** Labels as they are shown where nothing is said; `chosen` and `colors` go into the table. */
export function labelStyle(
  style: Partial<Omit<LabelStyle, 'type' | 'table'>> & {
    readonly chosen?: readonly bigint[];
    readonly colors?: ReadonlyMap<bigint, Rgb>;
  } = {},
): (stage: Stage) => LabelStyle {
  const { chosen = [], colors, ...given } = style;
  return (stage) => ({
    type: 'segmentation',
    blend: 'normal',
    seed: 0,
    selectedAlpha: 1,
    notSelectedAlpha: 0,
    saturation: 1,
    hideZero: true,
    showAll: chosen.length === 0,
    hovered: undefined,
    defaultColor: undefined,
    table: stage.uploadTable(createSegmentTable(chosen, colors)),
    ...given,
  });
}
