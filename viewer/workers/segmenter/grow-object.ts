/** One object, from a click to its voxels. */
import { AbortedError, InvalidDataError } from '../../../datasets/errors.ts';
import { type Box, boxOf, hullOfBoxes, type Xyz } from '../../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';
import type { LabelChunks } from './label-chunks.ts';
import { forPage, type LoadedModel } from './load-model.ts';
import { MeshPace } from './mesh-pace.ts';
import type { Click, ClickedObject, SegmenterEvent } from './protocol.ts';

export interface GrowInput {
  readonly click: Click;
  readonly id: number;
  readonly model: LoadedModel;
  readonly labels: LabelChunks;
  /** Of the volume. */
  readonly bounds: Box;
  tell(event: SegmenterEvent): void;
  /** @throws where the click can grow nothing. */
  check(): Promise<void>;
}

export interface GrowEnd {
  /** Undefined where it came to nothing. */
  readonly object: ClickedObject | undefined;
  readonly why?: 'weak' | 'empty';
  readonly steps: number;
  /** That it ever had voxels in. */
  readonly chunks: readonly Xyz[];
}

export interface Growing {
  readonly ended: Promise<GrowEnd>;
  /** What is seen of it now. */
  readonly shown: ShownObject;
  /** @param keep as it is; else nothing is left of it. */
  end(keep: boolean): void;
}

export interface ShownObject {
  readonly id: number;
  /** Where it has voxels; undefined before the first. */
  box: Box | undefined;
  readonly pace: MeshPace;
}

/** Between two pictures of it. */
const UPDATE_MS = 150;

type Segmenter = ReturnType<LoadedModel['clickSegmenter']>;
type Update = ReturnType<Segmenter['grow']> extends AsyncGenerator<infer U> ? U : never;
type Done = Extract<Update, { kind: 'done' }>;

export function growObject(input: GrowInput): Growing {
  const cancelled = new AbortController();
  const shown: ShownObject = { id: input.id, box: undefined, pace: new MeshPace() };
  let segmenter: Segmenter | undefined;
  let isStopped = false;
  const ended = (async () => {
    await input.check();
    segmenter = await openSegmenter(input);
    if (isStopped) cancelled.abort();
    try {
      return await run(input, segmenter, shown, cancelled.signal);
    } catch (error) {
      throw forPage(error);
    } finally {
      segmenter.dispose();
    }
  })();
  return {
    ended,
    shown,
    end(keep) {
      isStopped = true;
      if (keep) segmenter?.stop();
      else cancelled.abort();
    },
  };
}

/** @throws InvalidDataError where the click is too near a face. */
async function openSegmenter({ click, model, labels }: GrowInput): Promise<Segmenter> {
  const { block, begin, settings } = click;
  const { network, clickSegmenter } = model;
  const { imageMean: mean, imageStddev: stddev } = settings;
  assertRoom(click, model.info.fovSize);
  // Of one type of numbers: 64 bits are no image.
  const image = block.data as Exclude<VoxelBlock['data'], BigUint64Array>;
  const options = { network, image, size: block.size, normalisation: { mean, stddev }, options: settings };
  const segmenter = clickSegmenter({ ...options, updateMs: UPDATE_MS });
  const there = await labels.read(boxOf(begin, block.size));
  segmenter.segmentation.set(there.data);
  return segmenter;
}

function assertRoom({ seed, begin, block }: Click, fovSize: Xyz): void {
  const fits = ([0, 1, 2] as const).every((i) => {
    const at = seed[i] - begin[i];
    const margin = fovSize[i] >> 1;
    return at - margin >= 0 && at + margin < block.size[i];
  });
  if (fits) return;
  throw new InvalidDataError({
    subject: `click at ${seed.join(', ')}`,
    expected: `room for the network's field of view, ${fovSize.join(' x ')} voxels around it`,
    got: 'the edge of the volume or the box nearer than half of that',
    cure: 'Click farther inside, or take a larger box',
  });
}

async function run(
  input: GrowInput,
  segmenter: Segmenter,
  shown: ShownObject,
  signal: AbortSignal,
): Promise<GrowEnd> {
  const { click, id, labels, tell } = input;
  const seed = sub(click.seed, click.begin);
  const touched = new Map<string, Xyz>();
  const began = performance.now();
  let voxels = 0;
  let done: Done | undefined;
  const paint = async (update: Extract<Update, { mask: Uint8Array }>): Promise<void> => {
    const { begin, mask } = placed(update, click.begin);
    const { chunks, gained } = await labels.paint(id, begin, mask);
    voxels += gained;
    for (const index of chunks) touched.set(index.join(), index);
    const keys = chunks.map((index) => `0/${index.join(',')}`);
    const box = boxOf(begin, mask.size);
    shown.box = shown.box ? hullOfBoxes([shown.box, box]) : box;
    if (chunks.length > 0 && shown.pace.isDue()) keys.push(`mesh/${id}`);
    if (keys.length > 0) tell({ kind: 'changed', keys });
  };
  try {
    for await (const update of segmenter.grow([seed[2], seed[1], seed[0]], signal)) {
      if (update.kind === 'device-lost') {
        tell(update);
        continue;
      }
      await paint(update);
      const steps = update.kind === 'done' ? update.steps : update.step;
      const stepsPerSecond = (1000 * steps) / (performance.now() - began);
      tell({ kind: 'progress', id, steps, voxels, stepsPerSecond });
      if (update.kind === 'done') done = update;
    }
    if (!done) throw new AbortedError({ subject: 'object', expected: 'to be grown', got: 'an abort' });
  } catch (error) {
    if (shown.box) await labels.erase(id, shown.box);
    tell({ kind: 'changed', keys: [...[...touched.keys()].map((key) => `0/${key}`), `mesh/${id}`] });
    throw error;
  }
  const chunks = [...touched.values()];
  const { steps, isWeak } = done;
  if (voxels === 0 || (isWeak && !done.isStopped)) {
    if (shown.box) await labels.erase(id, shown.box);
    return { object: undefined, why: isWeak ? 'weak' : 'empty', steps, chunks };
  }
  return { object: describe(input, done, { voxels, elapsedMs: performance.now() - began }), steps, chunks };
}

function describe(
  { click, id, model, bounds }: GrowInput,
  done: Done,
  { voxels, elapsedMs }: { readonly voxels: number; readonly elapsedMs: number },
): ClickedObject {
  const box = boxOf(click.begin, click.block.size);
  const { begin, mask } = placed(done, click.begin);
  const tight = tightBox(begin, mask);
  return {
    id,
    segment: BigInt(id),
    seed: click.seed,
    bounds: tight,
    voxels,
    steps: done.steps,
    elapsedMs,
    isStopped: done.isStopped,
    reached: facesReached(tight, box, bounds),
    box,
    settings: click.settings,
    model: model.info.id,
  };
}

const sub = (a: Xyz, b: Xyz): Xyz => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

/** A mask of the canvas in the volume. */
function placed(
  {
    begin,
    size,
    mask,
  }: { readonly begin: readonly number[]; readonly size: readonly number[]; readonly mask: Uint8Array },
  origin: Xyz,
): { readonly begin: Xyz; readonly mask: VoxelBlock } {
  const xyz = ([z = 0, y = 0, x = 0]: readonly number[]): Xyz => [x, y, z];
  const [x, y, z] = xyz(begin);
  return {
    begin: [origin[0] + x, origin[1] + y, origin[2] + z],
    mask: { dataType: 'uint8', numChannels: 1, size: xyz(size), data: mask },
  };
}

/** The smallest box with all of a mask's voxels; empty at `begin` where it has none. */
export function tightBox(begin: Xyz, { size, data }: VoxelBlock): Box {
  const [nx, ny] = size;
  let [x0, y0, z0] = [...size] as number[];
  let [x1, y1, z1] = [0, 0, 0];
  for (let row = 0, at = 0; at < data.length; row++, at += nx) {
    const first = firstSet(data, at, nx);
    if (first < 0) continue;
    const [y, z] = [row % ny, Math.floor(row / ny)];
    x0 = Math.min(x0!, first);
    x1 = Math.max(x1, lastSet(data, at, nx) + 1);
    y0 = Math.min(y0!, y);
    y1 = Math.max(y1, y + 1);
    z0 = Math.min(z0!, z);
    z1 = z + 1;
  }
  if (z1 === 0) return { begin, end: begin };
  const at = (x: number, y: number, z: number): Xyz => [begin[0] + x, begin[1] + y, begin[2] + z];
  return { begin: at(x0!, y0!, z0!), end: at(x1, y1, z1) };
}

function firstSet(data: VoxelBlock['data'], from: number, length: number): number {
  for (let i = 0; i < length; i++) if (data[from + i]) return i;
  return -1;
}

function lastSet(data: VoxelBlock['data'], from: number, length: number): number {
  for (let i = length - 1; i > 0; i--) if (data[from + i]) return i;
  return 0;
}

/** A face of the volume is an end; one of the box may cut the object. */
function facesReached(tight: Box, box: Box, bounds: Box): string[] {
  return (['x', 'y', 'z'] as const).flatMap((name, axis) => {
    const i = axis as 0 | 1 | 2;
    const low = tight.begin[i] <= box.begin[i] && box.begin[i] > bounds.begin[i];
    const high = tight.end[i] >= box.end[i] && box.end[i] < bounds.end[i];
    return [...(low ? [`-${name}`] : []), ...(high ? [`+${name}`] : [])];
  });
}
