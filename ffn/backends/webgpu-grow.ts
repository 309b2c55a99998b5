/** One object after the other, as it is asked for, with the next ones growing beside it. */
import type { Zyx } from '../../datasets/geometry/index.ts';
import type { LoopHooks, LoopResult } from './device-loop.ts';
import { hasEnded, isSamePlace, isStillValid, type Lane, type Lanes } from './webgpu-lanes.ts';
import { IN_FLIGHT, type Report, type Reporter, resultOf } from './webgpu-report.ts';

/**
 * Steps until the host first looks; twice as many each time up to the last, so that short objects waste few. Only where a
 * batch is over quickly: what is under way cannot be stopped, and whoever asks for logits waits for it.
 */
const [FIRST_STEPS, MOST_STEPS, QUICK_MS] = [16, 64, 60];

export interface Growing {
  readonly lanes: Lanes;
  readonly reporter: Reporter;
  readonly shape: Zyx;
  /** Of the network, zyx. */
  readonly fovSize: Zyx;
  /** The host's, as it is now. */
  readonly segmentation: Int32Array;
}

export interface Grower {
  /** As `DeviceLoop.grow`. */
  grow(start: Zyx, hooks: LoopHooks): Promise<LoopResult>;
  /** The lane of the object that was grown last. */
  readonly current: Lane;
  /** Gives the device steps of what grows ahead, while the host has other things to do. */
  keepBusy(): void;
}

export function createGrower(growing: Growing): Grower {
  const { lanes, reporter } = growing;
  const pending: Promise<Report>[] = [];
  let current = lanes.all[0];
  let batchSteps = FIRST_STEPS;
  const submit = (): void => {
    const report = reporter.submitSteps(batchSteps);
    // Nobody may be waiting when the device goes.
    report.catch(() => undefined);
    pending.push(report);
  };
  const isAnyGrowing = (): boolean => lanes.all.some((lane) => lane.start !== undefined && !hasEnded(lane));
  return {
    get current() {
      return current;
    },
    keepBusy() {
      // The state of a walk that was stopped is still to be read.
      if (!hasEnded(current)) return;
      while (isAnyGrowing() && pending.length < IN_FLIGHT) submit();
    },
    async grow(start, hooks) {
      // Asked for again, an object grows again.
      if (current.start) lanes.drop(current);
      current = takeLane(growing, start, hooks);
      if (current.steps.length === 0) batchSteps = FIRST_STEPS;
      let told = 0;
      let isStopping = false;
      let reportedAt = performance.now();
      for (;;) {
        if (!isStillValid(current, growing.segmentation, growing.shape)) lanes.begin(current, start);
        // What was told stays true where the object begins again: until it goes another way, it goes the same.
        if (current.steps.length > told) hooks.onSteps?.(current.steps.slice(told));
        told = Math.max(told, current.steps.length);
        if (hasEnded(current)) return resultOf(current.words);
        const pause = hooks.onPause?.();
        if (pause) await pause;
        isStopping ||= told > 0 && (hooks.shouldStop?.() ?? false);
        // What is under way still counts: the state that is read afterwards is that of its end.
        if (isStopping && pending.length === 0) return resultOf(current.words);
        if (!isStopping) {
          growAhead(growing, current, hooks);
          while (pending.length < IN_FLIGHT) submit();
        }
        lanes.absorb(await pending.shift()!);
        const now = performance.now();
        if (now - reportedAt < QUICK_MS) batchSteps = Math.min(2 * batchSteps, MOST_STEPS);
        reportedAt = now;
      }
    },
  };
}

/** The lane where the object grows already, or one where it begins. */
function takeLane({ lanes, segmentation, shape }: Growing, start: Zyx, hooks: LoopHooks): Lane {
  const upcoming = hooks.upcoming?.() ?? [];
  for (const lane of lanes.all) {
    const isAwaited = [start, ...upcoming].some((place) => lane.start && isSamePlace(lane.start, place));
    if (lane.start && !(isAwaited && isStillValid(lane, segmentation, shape))) lanes.drop(lane);
  }
  const known = lanes.all.find((lane) => lane.start && isSamePlace(lane.start, start));
  if (known) return known;
  // Of those that grow ahead, the last to have begun is the last to be asked for.
  const newest = lanes.all.reduce((a, b) => (b.object > a.object ? b : a));
  const lane = lanes.all.find((free) => free.start === undefined) ?? newest;
  lanes.begin(lane, start);
  return lane;
}

/** Free lanes get seeds whose turn may come; not those that an object which grows now is likely to take. */
function growAhead({ lanes, fovSize }: Growing, current: Lane, hooks: LoopHooks): void {
  const free = lanes.all.filter((lane) => lane.start === undefined && lane !== current);
  if (free.length === 0 || !hooks.upcoming) return;
  const isNear = (a: Zyx, b: Zyx) =>
    a.every((v, axis) => Math.abs(v - b[axis as 0 | 1 | 2]) <= fovSize[axis as 0 | 1 | 2] >> 1);
  const isTaken = (seed: Zyx) =>
    lanes.all.some(
      ({ start, steps }) =>
        start && (isNear(start, seed) || steps.some(({ position }) => isNear(position, seed))),
    );
  for (const seed of hooks.upcoming()) {
    if (isTaken(seed)) continue;
    lanes.begin(free.shift()!, seed);
    if (free.length === 0) return;
  }
}
