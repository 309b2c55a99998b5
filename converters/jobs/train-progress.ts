import type { Reporter } from '../console/index.ts';
import type { LogLine } from '../training/index.ts';
import type { TrainEvent } from './train-network.ts';

/** Tells of a training as it goes. @param maxSteps at which it is over. */
export function createTrainProgress(reporter: Reporter, maxSteps: number): (event: TrainEvent) => void {
  let written: LogLine | undefined;
  let begin = 0;
  return (event) => {
    switch (event.kind) {
      case 'resumed':
        begin = event.step;
        reporter.message(`goes on from step ${event.step}`);
        break;
      case 'step': {
        const scores = withScores(event.live, written);
        reporter.progress({
          label: 'train',
          done: event.step - begin,
          total: maxSteps - begin,
          unit: 'steps',
          note: formatNote(scores),
          details: formatDetails(scores),
        });
        return;
      }
      case 'log':
        written = withScores(event.line, written);
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

/** Until a mask is finished, those before it speak for them; moves likewise. */
function withScores(line: LogLine, before: LogLine | undefined): LogLine {
  if (!before) return line;
  const { patches, patchLoss, accuracy, precision, recall, specificity, f1 } = before;
  return {
    ...line,
    ...(line.patches === 0 && { patches, patchLoss, accuracy, precision, recall, specificity, f1 }),
    ...(movesOf(line) === 0 && { moves: before.moves }),
  };
}

const movesOf = ({ moves: { correct, missed, spurious } }: LogLine): number => correct + missed + spurious;

/** `loss 0.1234  F1 0.912  moves 90 % of 123 right  31.2 FOVs/s` */
function formatNote(line: LogLine): string {
  const share = Math.round((100 * line.moves.correct) / Math.max(1, movesOf(line)));
  const { loss, f1, fovsPerSecond } = line;
  return `loss ${loss.toFixed(4)}  F1 ${f1.toFixed(3)}  moves ${share} % of ${movesOf(line)} right  ${fovsPerSecond.toPrecision(3)} FOVs/s`;
}

/** For a terminal, below the bar with rate and time left. */
function formatDetails(line: LogLine): string[] {
  const { loss, learningRate, accuracy, precision, recall, f1, patches, moves } = line;
  const [acc, p, r, f] = [accuracy, precision, recall, f1].map((share) => share.toFixed(3));
  return [
    `  loss   ${loss.toFixed(4)}  learning rate ${Number(learningRate.toPrecision(3))}`,
    `  masks  accuracy ${acc}  precision ${p}  recall ${r}  F1 ${f}  (${patches})`,
    `  moves  ${moves.correct} correct  ${moves.spurious} spurious  ${moves.missed} missed`,
    `  speed  ${line.fovsPerSecond.toPrecision(3)} FOVs/s  gradients ${Math.round(100 * line.busyShare)} % of the time`,
  ];
}
