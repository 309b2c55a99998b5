import { boxSize, volumeOf } from '../../datasets/geometry/index.ts';
import type { SegmentEvent } from '../../ffn/inference/index.ts';
import type { Reporter } from '../console/index.ts';

/**
 * Tells a run's events as they come: voxels of accepted objects against all there are (so that the time left is an upper
 * bound: membranes are never filled), steps a second, objects, and the step of the object that grows.
 */
export function createSegmentProgress(
  reporter: Reporter,
  now: () => number = Date.now,
): (event: SegmentEvent) => void {
  const begin = now();
  let total = 0;
  let voxels = 0;
  let steps = 0;
  let objects = 0;
  let current = '';
  const tell = () => {
    const rate = (1000 * steps) / Math.max(1, now() - begin);
    const note = `${objects} objects  ${steps} steps, ${rate.toFixed(rate < 10 ? 2 : 0)}/s${current}`;
    reporter.progress({ label: 'segment', done: voxels, total, unit: 'voxels', note });
  };
  return (event) => {
    switch (event.kind) {
      case 'begin':
        total = event.subvolumes.reduce((sum, box) => sum + volumeOf(boxSize(box)), 0);
        break;
      case 'resumed':
        total -= event.voxels;
        objects += event.objects;
        reporter.message(`goes on: ${event.objects} objects done, ${event.steps} steps of the next`);
        break;
      case 'step':
        steps++;
        current = `  object at step ${event.step}`;
        tell();
        return;
      case 'object':
        objects++;
        voxels += event.voxels;
        current = '';
        break;
      case 'device-lost':
        reporter.message(`warning: ${event.reason}. A new device goes on from the last object`);
        break;
      case 'checkpoint-failed':
        reporter.message(`warning: no checkpoint: ${String(event.error)}. The run goes on`);
        break;
      case 'subvolume':
        if (event.summary.skipped) total -= volumeOf(boxSize(event.box));
        break;
    }
    reporter.event(event.kind, { ...event, kind: undefined, steps: undefined, ...stepsOf(event) });
    tell();
  };
}

const stepsOf = (event: SegmentEvent) => ('steps' in event ? { steps: event.steps } : {});
