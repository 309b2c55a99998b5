import type { Coordinate } from '../coordinates/index.ts';
import { makePatch, type Patch, type PatchRules, type RawPatch } from '../examples/index.ts';

/** Where examples come from. */
export interface ExampleSource {
  /** @returns the coordinate of an example; asked for each once, in ascending order. */
  coordinate(example: number): Promise<Coordinate>;
  /** Image and labels around it, of the size of patches. */
  read(coordinate: Coordinate): Promise<RawPatch>;
}

export interface NumberedPatch {
  readonly example: number;
  readonly patch: Patch;
}

/** Examples in the order of their numbers, some of them read ahead. */
export interface ExampleQueue {
  /** Number of the example that `take` gives next. */
  readonly next: number;
  take(): Promise<NumberedPatch>;
}

/** @param ahead examples that are read while earlier ones are learned from. */
export function createExampleQueue(
  source: ExampleSource,
  rules: PatchRules,
  { first, ahead }: { readonly first: number; readonly ahead: number },
): ExampleQueue {
  const reading: Promise<NumberedPatch>[] = [];
  let next = first;
  let last = Promise.resolve<unknown>(undefined);
  const begin = (example: number): Promise<NumberedPatch> => {
    const coordinate = last.then(() => source.coordinate(example));
    last = coordinate;
    const patch = coordinate.then(async (found) => ({
      example,
      patch: makePatch(await source.read(found), example, rules),
    }));
    // Reported by `take`, if it comes to that.
    patch.catch(() => undefined);
    return patch;
  };
  return {
    get next() {
      return next;
    },
    take() {
      while (reading.length <= ahead) reading.push(begin(next + reading.length));
      next++;
      return reading.shift()!;
    },
  };
}
