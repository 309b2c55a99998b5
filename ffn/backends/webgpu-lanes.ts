/** Slots of a walk and the objects that grow in them: the one that is asked for, and others whose turn may come. */
import type { Zyx } from '../../datasets/geometry/index.ts';
import { ENDED, encodeDispatches, SLOT, SLOT_STATE, SLOT_WORDS } from '../kernels/index.ts';
import type { LoopStep } from './device-loop.ts';
import type { Report } from './webgpu-report.ts';
import type { Walk } from './webgpu-walk.ts';

export interface Lane {
  readonly slot: number;
  /** Its number on the device; reports of an earlier object in the slot have another. */
  object: number;
  /** Undefined where nothing grows. */
  start: Zyx | undefined;
  /** All steps so far. */
  steps: LoopStep[];
  /** Control block of the latest report. */
  words: Uint32Array;
}

export const hasEnded = ({ words }: Lane): boolean => words[SLOT.ended] !== ENDED.no;

export const isSamePlace = (a: Zyx, b: Zyx): boolean => a.every((v, axis) => v === b[axis as 0 | 1 | 2]);

/**
 * Segments were accepted since an object began to grow ahead. Is it what it would be had it begun now? A walk looks at
 * the segmentation only where it moves: at the centres that it visited, and at the move before which its seed was found weak.
 * Holds where no restrictor is: there, which of two refusals counts depends on it, too.
 */
export function isStillValid({ steps, words }: Lane, segmentation: Int32Array, shape: Zyx): boolean {
  const isFree = ([z, y, x]: Zyx) => !(segmentation[(z * shape[1] + y) * shape[2] + x] > 0);
  const isWeak = words[SLOT.ended] === ENDED.weak;
  return steps.every(({ position }) => isFree(position)) && !(isWeak && segmentation[words[SLOT.weakAt]] > 0);
}

export interface Lanes {
  readonly all: readonly Lane[];
  /** Begins an object; whatever grew in the lane is dropped. */
  begin(lane: Lane, start: Zyx): void;
  /** Ends it on the device, too. */
  drop(lane: Lane): void;
  /** Takes in what a batch of steps brought. */
  absorb(report: Report): void;
}

export function createLanes(device: GPUDevice, walk: Walk, shape: Zyx): Lanes {
  const all = Array.from({ length: walk.slotCount }, (_, slot): Lane => {
    return { slot, object: 0, start: undefined, steps: [], words: new Uint32Array(SLOT_WORDS) };
  });
  let objects = 0;
  return {
    all,
    begin(lane, start) {
      Object.assign(lane, { object: ++objects, start, steps: [], words: new Uint32Array(SLOT_WORDS) });
      writeBeginning(device, walk, lane, shape);
    },
    drop(lane) {
      lane.start = undefined;
      device.queue.writeBuffer(walk.slots, 4 * SLOT_WORDS * lane.slot, Uint32Array.of(SLOT_STATE.idle));
    },
    absorb(report) {
      for (const lane of all) {
        const words = report.wordsOf(lane.slot);
        if (lane.start === undefined || words[SLOT.object] !== lane.object) continue;
        lane.steps.push(...report.stepsOf(lane.slot, lane.steps.length));
        lane.words = words;
      }
    },
  };
}

/** The canvas is cleared here; the next step's control takes the first move. */
function writeBeginning(device: GPUDevice, walk: Walk, { slot, start, object }: Lane, shape: Zyx): void {
  const place = start!;
  const flat = (place[0] * shape[1] + place[1]) * shape[2] + place[2];
  const words = new Uint32Array(SLOT_WORDS);
  words[SLOT.state] = SLOT_STATE.beginning;
  words[SLOT.start] = flat;
  words[SLOT.tail] = 1;
  words[SLOT.object] = object;
  words.set(place, SLOT.min);
  words.set(place, SLOT.max);
  device.queue.writeBuffer(walk.slots, 4 * SLOT_WORDS * slot, words);
  device.queue.writeBuffer(walk.queue, 4 * walk.queueLength * slot, Uint32Array.of(flat));
  const encoder = device.createCommandEncoder({ label: 'object begins' });
  const pass = encoder.beginComputePass({ label: 'object begins' });
  encodeDispatches(pass, walk.begin);
  pass.end();
  device.queue.submit([encoder.finish()]);
}
