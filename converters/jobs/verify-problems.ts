import { isFloodlightError } from '../../datasets/errors.ts';

/** The parts of a dataset that a problem can be in. */
export type ProblemKind =
  | 'info'
  | 'chunk'
  | 'shard'
  | 'missing'
  | 'mesh'
  | 'skeleton'
  | 'segment-properties'
  | 'unfinished'
  | 'not-verified';

/** Something that readers will stumble over. */
export interface Problem {
  readonly kind: ProblemKind;
  /** One line: what, where, what was expected, what was found. */
  readonly text: string;
  /** How often it was met, where more than once: one torn index spoils many chunks. */
  readonly times?: number;
}

/** Problems as they are found: all different ones are counted, the first are kept. */
export interface ProblemLog {
  add(kind: ProblemKind, text: string): void;
  /**
   * Keeps an error as a problem.
   * @throws the error where it says nothing about the data: the network, the disk, Ctrl-C, a fault of the program.
   */
  catch(kind: ProblemKind, error: unknown): void;
  readonly kept: readonly Problem[];
  readonly count: number;
}

/** A dataset that is wrong throughout has millions. */
const MAX_KEPT = 1000;

const ABOUT_DATA = ['invalid', 'corrupt', 'unsupported', 'too-large', 'forbidden', 'missing'] as const;

export function createProblemLog(): ProblemLog {
  const kept: Problem[] = [];
  const places = new Map<string, number>();
  let count = 0;
  const add = (kind: ProblemKind, text: string) => {
    const id = `${kind} ${text}`;
    const at = places.get(id);
    if (at !== undefined) {
      kept[at] = { kind, text, times: (kept[at]!.times ?? 1) + 1 };
      return;
    }
    count++;
    if (kept.length >= MAX_KEPT) return;
    places.set(id, kept.length);
    kept.push({ kind, text });
  };
  return {
    add,
    catch(kind, error) {
      if (!isFloodlightError(error) || !ABOUT_DATA.some((tag) => tag === error.tag)) throw error;
      add(kind, error.message);
    },
    kept,
    get count() {
      return count;
    },
  };
}
