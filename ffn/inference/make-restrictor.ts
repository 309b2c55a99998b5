/** The restrictor that a request describes. Source: spec/ffn.md 2.9, 2.16. */
import { InvalidDataError } from '../../datasets/errors.ts';
import { type Box, boxOf, boxSize, toZyx, type Xyz, xyz, type Zyx } from '../../datasets/geometry/index.ts';
import type { Counters } from './counters.ts';
import { flatIndex } from './field-of-view.ts';
import {
  buildMask,
  createChannelReader,
  createShiftTest,
  type MaskInput,
  nameOf,
  type ShiftMask,
} from './masks/index.ts';
import { type InferenceRequest, vectorXyz } from './requests/index.ts';
import { type Restrictor, UNRESTRICTED } from './restrictor.ts';

export interface RestrictorInput extends MaskInput {
  readonly request: InferenceRequest;
  /** Size of the network's input: what a shift mask looks at unless the request says otherwise. */
  readonly fovSize: Zyx;
  readonly counters: Counters;
}

/**
 * Masks of positions and of seeds, and the shift mask.
 * @returns undefined where one of the masks covers the whole box: there is nothing to segment.
 */
export async function makeRestrictor(input: RestrictorInput): Promise<Restrictor | undefined> {
  const { request, counters, box } = input;
  const mask = await timed(counters, 'load-mask', request.masks.length > 0, () =>
    buildMask(request.masks, input),
  );
  if (isFull(mask)) return undefined;
  const seedMask = await timed(counters, 'load-seed-mask', request.seedMasks.length > 0, () =>
    buildMask(request.seedMasks, input),
  );
  if (isFull(seedMask)) return undefined;
  const shift = await timed(counters, 'load-shift-mask', request.shiftMask !== undefined, () =>
    readShiftMask(input),
  );
  return createRestrictor(toZyx(boxSize(box)), { mask, seedMask, shift });
}

export interface Restrictions {
  /** [z, y, x] of the canvas. */
  readonly mask?: Uint8Array;
  readonly seedMask?: Uint8Array;
  readonly shift?: ShiftMask;
}

/** A mask is asked at the centre of a field of view alone; a shift mask all around. */
export function createRestrictor(shape: Zyx, { mask, seedMask, shift }: Restrictions): Restrictor {
  if (!mask && !seedMask && !shift) return UNRESTRICTED;
  const isUnshifted = shift && createShiftTest(shift);
  return {
    mask,
    seedMask,
    isValidPos: (pos) => !mask?.[flatIndex(shape, pos)] && (isUnshifted?.(pos) ?? true),
    isValidSeed: (pos) => !seedMask?.[flatIndex(shape, pos)],
  };
}

const isFull = (mask: Uint8Array | undefined): boolean => mask !== undefined && !mask.includes(0);

async function timed<T>(
  counters: Counters,
  name: string,
  isWanted: boolean,
  work: () => Promise<T>,
): Promise<T | undefined> {
  if (!isWanted) return undefined;
  const stop = counters.time(name);
  const result = await work();
  stop();
  return result;
}

/** The field's two channels are how far, along x and y, a section is shifted against the next. */
async function readShiftMask(input: RestrictorInput): Promise<ShiftMask | undefined> {
  const { request, sources, box, signal } = input;
  const { shiftMask: named, shiftMaskScale: scale, shiftMaskThreshold: threshold } = request;
  if (!named) return undefined;
  if (scale < 1) {
    throw new InvalidDataError({ subject: 'shift_mask_scale', expected: 'at least 1', got: `${scale}` });
  }
  const coarse = coarseBox(box, scale);
  const read = createChannelReader(await sources.openVolume(named), coarse, {
    subject: `shift mask ${nameOf(named)}`,
    signal,
  });
  const [along, across] = [await read(0), await read(1)];
  const data = new Uint8Array(along.length);
  for (let i = 0; i < data.length; i++) {
    const greatest = Math.max(Math.abs(Number(along[i])), Math.abs(Number(across[i])));
    data[i] = greatest >= threshold ? 1 : 0;
  }
  return { data, shape: toZyx(boxSize(coarse)), scale, ...fovOf(input) };
}

function coarseBox(box: Box, scale: number): Box {
  const [nx, ny, nz] = boxSize(box);
  const [x, y, z] = box.begin;
  const begin: Xyz = xyz(Math.floor(x / scale), Math.floor(y / scale), z);
  return boxOf(begin, xyz(Math.ceil(nx / scale), Math.ceil(ny / scale), nz));
}

function fovOf({ request, fovSize }: RestrictorInput): Pick<ShiftMask, 'fovBegin' | 'fovLast'> {
  const given = request.shiftMaskFov;
  const half = (axis: 0 | 1 | 2): number => fovSize[axis] >> 1;
  const begin: Zyx = given ? toZyx(vectorXyz(given.start)) : [-half(0), -half(1), -half(2)];
  const size: Zyx = given ? toZyx(vectorXyz(given.size)) : fovSize;
  return {
    fovBegin: begin,
    fovLast: [begin[0] + size[0] - 1, begin[1] + size[1] - 1, begin[2] + size[2] - 1],
  };
}
