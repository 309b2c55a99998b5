import type { Reporter } from '../console/index.ts';
import type { LogLine } from '../training/index.ts';
import type { TrainEvent } from './train-network.ts';

/** Tells of a training as it goes. @param maxSteps at which it is over. */
export function createTrainProgress(reporter: Reporter, maxSteps: number): (event: TrainEvent) => void {
  let scores = '';
  let begin = 0;
  return (event) => {
    switch (event.kind) {
      case 'resumed':
        begin = event.step;
        reporter.message(`goes on from step ${event.step}`);
        break;
      case 'step':
        reporter.progress({
          label: 'train',
          done: event.step - begin,
          total: maxSteps - begin,
          unit: 'steps',
          note: `loss ${event.loss.toFixed(4)}${scores}`,
        });
        return;
      case 'log':
        scores = `  ${formatLine(event.line)}`;
        break;
      case 'failed':
        if (event.lastGood) reporter.message(`the last good checkpoint is ${event.lastGood}`);
        break;
      case 'checkpoint':
        break;
    }
    const { kind, ...rest } = event;
    reporter.event(kind, rest);
  };
}

/** `F1 0.912  moves 90 % of 123  31.2 FOVs/s` */
function formatLine({ f1, moves: { correct, missed, spurious }, fovsPerSecond }: LogLine): string {
  const all = correct + missed + spurious;
  const share = Math.round((100 * correct) / Math.max(1, all));
  return `F1 ${f1.toFixed(3)}  moves ${share} % of ${all} right  ${fovsPerSecond.toPrecision(3)} FOVs/s`;
}
