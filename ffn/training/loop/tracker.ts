/** How well a network does while it trains. Source: spec/ffn.md 5.8 (EvalTracker). */
import type { Zyx } from '../../../datasets/geometry/index.ts';
import { cropPart, partAround } from '../examples/index.ts';
import { sigmoidCrossEntropy } from '../loss.ts';
import { type Look, logitOf, type Walk } from '../walk/index.ts';

/** Shares are of 1; denominators are at least 1. */
export interface TrackerSummary {
  /** Walks that came to their end. */
  readonly patches: number;
  /** Mean loss of their masks. */
  readonly patchLoss: number;
  /** Of their voxels, object or not. */
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly specificity: number;
  readonly f1: number;
  readonly moves: MoveCounts & { readonly byRadius: Readonly<Record<string, MoveCounts>> };
}

/** Moves: wanted and made, wanted and not made, made and not wanted. */
export interface MoveCounts {
  readonly correct: number;
  readonly missed: number;
  readonly spurious: number;
}

export type FinishedWalk = Pick<Walk, 'example' | 'patch' | 'seed'>;

export interface Tracker {
  readonly record: Look['record'];
  /** Takes a walk that is over. */
  addWalk(walk: FinishedWalk): void;
  /** Walks that came to their end lately, the newest last: to be looked at. */
  readonly lastWalks: readonly FinishedWalk[];
  /** What was counted since `take`. */
  peek(): TrackerSummary;
  /** The same, and counts anew. */
  take(): TrackerSummary;
}

/** Probability from which on a voxel counts as the object's. */
const OBJECT_PROBABILITY = 0.9;

type Counts = { correct: number; missed: number; spurious: number };
const noMoves = (): Counts => ({ correct: 0, missed: 0, spurious: 0 });
const noVoxels = () => ({ patches: 0, loss: 0, tp: 0, tn: 0, fp: 0, fn: 0 });

/** Walks that are kept to be looked at. */
const KEPT_WALKS = 8;

/** @param evaluatedSize middle part of patches that is judged. */
export function createTracker(patchSize: Zyx, evaluatedSize: Zyx): Tracker {
  const part = partAround([0, 0, 0], evaluatedSize, patchSize);
  let voxels = noVoxels();
  let moves = new Map<number, Counts>();
  const lastWalks: FinishedWalk[] = [];
  const peek = () => ({ ...scoresOf(voxels), moves: sumMoves(moves) });
  return {
    lastWalks,
    record(offset, { isWanted, isExecuted }) {
      if (!isWanted && !isExecuted) return;
      const radius = Math.floor(Math.hypot(...offset));
      const counts = moves.get(radius) ?? noMoves();
      moves.set(radius, counts);
      counts[isWanted ? (isExecuted ? 'correct' : 'missed') : 'spurious']++;
    },
    addWalk({ example, patch, seed }) {
      lastWalks.push({ example, patch, seed });
      if (lastWalks.length > KEPT_WALKS) lastWalks.shift();
      const [wanted, got] = [cropPart(patch.labels, part), cropPart(seed, part)];
      voxels.patches++;
      voxels.loss += sigmoidCrossEntropy(got, wanted).loss;
      const least = logitOf(OBJECT_PROBABILITY);
      for (let i = 0; i < got.length; i++) {
        const isObject = wanted[i]! > 0.5;
        if (got[i]! >= least) voxels[isObject ? 'tp' : 'fp']++;
        else voxels[isObject ? 'fn' : 'tn']++;
      }
    },
    peek,
    take() {
      const summary = peek();
      voxels = noVoxels();
      moves = new Map();
      return summary;
    },
  };
}

function scoresOf({ patches, loss, tp, tn, fp, fn }: ReturnType<typeof noVoxels>) {
  const share = (part: number, whole: number) => part / Math.max(1, whole);
  const [precision, recall] = [share(tp, tp + fp), share(tp, tp + fn)];
  return {
    patches,
    patchLoss: share(loss, patches),
    accuracy: share(tp + tn, tp + tn + fp + fn),
    precision,
    recall,
    specificity: share(tn, tn + fp),
    f1: precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0,
  };
}

function sumMoves(moves: ReadonlyMap<number, Counts>): TrackerSummary['moves'] {
  const all = noMoves();
  for (const { correct, missed, spurious } of moves.values()) {
    all.correct += correct;
    all.missed += missed;
    all.spurious += spurious;
  }
  const sorted = [...moves].sort(([a], [b]) => a - b);
  return { ...all, byRadius: Object.fromEntries(sorted) };
}
