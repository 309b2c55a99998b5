/** Compares a screenshot of the demo's page with what the data say, voxel by voxel. */
import sharp from 'sharp';
import { type Box, boxSize, type Xyz } from '../../datasets/geometry/index.ts';
import { openPage } from './chromium-page.ts';
import { expectedSegmentColor } from './segment-color.ts';

export interface PageShot {
  readonly png: Uint8Array;
  readonly width: number;
  readonly pixels: Uint8Array;
  /** Panels in CSS pixels, which are pixels here. */
  readonly panels: Readonly<Record<string, { x: number; y: number; width: number; height: number }>>;
  readonly position: readonly [number, number, number];
  /** Canonical voxels, of the finest axis, per pixel. */
  readonly zoom: number;
  readonly errors: readonly string[];
}

/** Opens the page, waits until everything is drawn, and takes its picture. */
export async function shootPage(url: string, viewport = { width: 1000, height: 760 }): Promise<PageShot> {
  const { page, errors, close } = await openPage(url, viewport);
  try {
    const view = await page.evaluate(waitForIdle);
    const png = new Uint8Array(await page.screenshot());
    const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    return { png, width: info.width, pixels: new Uint8Array(data), ...view, errors };
  } finally {
    await close();
  }
}

/** Runs in the page. */
async function waitForIdle() {
  const viewer = await new Promise<HTMLElement>((resolve) => {
    const look = () => {
      const found = document.querySelector<HTMLElement>('floodlight-viewer');
      if (found) resolve(found);
      else setTimeout(look, 10);
    };
    look();
  });
  await new Promise<void>((resolve, reject) => {
    viewer.addEventListener('floodlight-idle', () => resolve());
    viewer.addEventListener('floodlight-error', (event) => reject((event as CustomEvent).detail));
    setTimeout(
      () => reject(new Error('page: expected the event floodlight-idle within 60 s, got none')),
      60_000,
    );
  });
  const areas = Array.from(viewer.shadowRoot?.querySelectorAll<HTMLElement>('[data-area]') ?? []);
  const panels = Object.fromEntries(
    areas.map((area) => {
      const { x, y, width, height } = area.getBoundingClientRect();
      return [area.dataset['area'] ?? '', { x, y, width, height }];
    }),
  );
  const { position, zoom } = viewer as unknown as { position: [number, number, number]; zoom: number };
  return { panels, position, zoom };
}

/**
 * The axes that run to the right and down in each panel, as in Neuroglancer: xz is turned by +90 degrees about x, yz about
 * y, so that z runs to the left there.
 */
const PANEL_AXES = { xy: [0, 1, 2], xz: [0, 2, 1], yz: [2, 1, 0] } as const;
const RIGHT_SIGN = { xy: 1, xz: 1, yz: -1 } as const;

/** Axis lines, names, the scale bar and rounding at voxel borders are not data. */
const MARGIN_PIXELS = 24;
const LINE_PIXELS = 3;

/** Between the way that a pixel went and that to a line's colour; both are rounded. */
const LINE_COSINE = 0.95;

/** Of 255. */
const ROUNDING = 1.01;

/** The viewer's default opacity of labels over the image. */
const LABEL_ALPHA = 0.5;

export interface PixelReport {
  readonly compared: number;
  /** Largest difference of a channel, of 255, where it is a rounding. */
  readonly largest: number;
  /** Voxels that differ by more than that, in the colour of an object: the lines of skeletons lie over them. */
  readonly covered: number;
  /** Voxels that differ, and nobody knows why. */
  readonly wrong: number;
  readonly labelled: number;
}

export interface ComparedBox {
  readonly box: Box;
  readonly voxelSizeNm: Xyz;
  /** Ids whose skeletons may be seen. */
  readonly objects: readonly string[];
}

/**
 * Compares the centre of every voxel that a panel shows with grey value and label of the data.
 * @param at [grey, label] of a voxel of the box, in global coordinates.
 */
export function compareSlice(
  panel: keyof typeof PANEL_AXES,
  shot: PageShot,
  { box, voxelSizeNm, objects }: ComparedBox,
  at: (x: number, y: number, z: number) => readonly [number, number],
): PixelReport {
  const [right, down, through] = PANEL_AXES[panel];
  const area = shot.panels[panel]!;
  const size = boxSize(box);
  const finest = Math.min(...voxelSizeNm);
  const pixels = (axis: 0 | 1 | 2) => voxelSizeNm[axis] / finest / shot.zoom;
  const colors = objects.map((id) => expectedSegmentColor(BigInt(id)));
  const report = { compared: 0, largest: 0, covered: 0, wrong: 0, labelled: 0 };
  for (let j = 0; j < size[down]; j++) {
    for (let i = 0; i < size[right]; i++) {
      const voxel: [number, number, number] = [0, 0, 0];
      voxel[right] = box.begin[right] + i;
      voxel[down] = box.begin[down] + j;
      voxel[through] = Math.floor(shot.position[through]);
      const sideways = RIGHT_SIGN[panel] * (voxel[right] + 0.5 - shot.position[right]);
      const px = Math.floor(sideways * pixels(right) + area.width / 2);
      const py = Math.floor((voxel[down] + 0.5 - shot.position[down]) * pixels(down) + area.height / 2);
      if (!isData(px, area.width) || !isData(py, area.height)) continue;
      const [grey, label] = at(...voxel);
      const offset = 3 * (Math.round(area.x) + px + shot.width * (Math.round(area.y) + py));
      report.compared++;
      if (label !== 0) report.labelled++;
      const expected = expectedPixel(grey, label);
      const differences = expected.map((value, channel) => Math.abs(value - shot.pixels[offset + channel]!));
      const largest = Math.max(...differences);
      const pixel = shot.pixels.subarray(offset, offset + 3);
      if (largest > ROUNDING)
        report[colors.some((color) => isTowards(pixel, expected, color)) ? 'covered' : 'wrong']++;
      else report.largest = Math.max(report.largest, largest);
    }
  }
  return report;
}

const isData = (at: number, length: number) =>
  at >= MARGIN_PIXELS && at < length - MARGIN_PIXELS && Math.abs(at - length / 2) > LINE_PIXELS;

function expectedPixel(grey: number, label: number): number[] {
  if (label === 0) return [grey, grey, grey];
  return expectedSegmentColor(BigInt(label)).map((c) => grey * (1 - LABEL_ALPHA) + 255 * c * LABEL_ALPHA);
}

/** Whether a pixel lies on the way from what was expected to a colour: so far a line covers it. */
function isTowards(pixel: ArrayLike<number>, expected: readonly number[], color: readonly number[]): boolean {
  const gone = expected.map((value, i) => pixel[i]! - value);
  const way = expected.map((value, i) => 255 * color[i]! - value);
  const dot = gone.reduce((sum, value, i) => sum + value * way[i]!, 0);
  return dot / (Math.hypot(...gone) * Math.hypot(...way)) > LINE_COSINE;
}

/** Pixels of the 3-D panel whose colour is a shade of the segment's: same direction in RGB, whatever the light. */
export function countMeshPixels(shot: PageShot, id: bigint): number {
  const color = expectedSegmentColor(id);
  const length = Math.hypot(...color);
  const { x, y, width, height } = shot.panels['3d']!;
  let count = 0;
  for (let py = Math.ceil(y); py < y + height - 1; py++) {
    for (let px = Math.ceil(x); px < x + width - 1; px++) {
      const offset = 3 * (px + shot.width * py);
      const [r, g, b] = [shot.pixels[offset]!, shot.pixels[offset + 1]!, shot.pixels[offset + 2]!];
      const size = Math.hypot(r, g, b);
      if (size > 60 && (r * color[0] + g * color[1] + b * color[2]) / (size * length) > 0.995) count++;
    }
  }
  return count;
}
