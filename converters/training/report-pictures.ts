import { encodeChunk } from '../../datasets/codecs/index.ts';
import { xyz, type Zyx } from '../../datasets/geometry/index.ts';
import { expit } from '../../ffn/inference/index.ts';
import type { FinishedWalk } from '../../ffn/training/index.ts';

/** Cross-sections of a walk that is over, as one picture. */
export interface WalkPicture {
  readonly title: string;
  /** PNG: image, label and prediction side by side; above the section across z, below that across y. */
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

/** Deviations from the mean that are black and white. */
const CONTRAST = 3;
const GAP = 2;

/** @param size of the patch, zyx. */
export async function drawWalk(walk: FinishedWalk, size: Zyx): Promise<WalkPicture> {
  const { patch, seed, example } = walk;
  const [nz, ny, nx] = size;
  const width = 3 * nx + 2 * GAP;
  const height = ny + GAP + nz;
  const pixels = new Uint8Array(width * height).fill(255);
  const columns = [
    (i: number) => 128 + (patch.image[i]! * 128) / CONTRAST,
    (i: number) => 255 * patch.labels[i]!,
    (i: number) => 255 * expit(seed[i]!),
  ];
  const put = (row: number, begin: number) => {
    for (const [column, grey] of columns.entries())
      for (let x = 0; x < nx; x++) pixels[row * width + column * (nx + GAP) + x] = clamp(grey(begin + x));
  };
  for (let y = 0; y < ny; y++) put(y, ((nz >> 1) * ny + y) * nx);
  for (let z = 0; z < nz; z++) put(ny + GAP + z, (z * ny + (ny >> 1)) * nx);
  const png = await encodeChunk('png', pixels, {
    dataType: 'uint8',
    size: xyz(width, height, 1),
    numChannels: 1,
  });
  const { volume, center } = patch.coordinate;
  const url = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return { title: `example ${example}: ${volume} ${center.join(', ')}`, url, width, height };
}

const clamp = (grey: number): number => Math.max(0, Math.min(255, Math.round(grey)));
