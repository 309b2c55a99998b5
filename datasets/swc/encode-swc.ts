import type { Xyz } from '../geometry/index.ts';

/** A tree, or several, of nodes in an order in which parents come before their children. */
export interface SwcForest {
  /** Of the file's first line. */
  readonly title: string;
  /** Nanometres. */
  readonly positionsNm: readonly Xyz[];
  readonly radiiNm: ArrayLike<number>;
  /** Index of the node towards the root, an earlier one; -1 for a root. */
  readonly parents: ArrayLike<number>;
}

/**
 * A forest as SWC (Cannon et al. 1998): `index type x y z radius parent` a line, nanometres to the hundredth, indices from
 * 1, parent -1 for a root. Type 0: undefined.
 */
export function encodeSwc({ title, positionsNm, radiiNm, parents }: SwcForest): string {
  const lines = positionsNm.map((position, i) => {
    const parent = parents[i] < 0 ? -1 : parents[i] + 1;
    return [i + 1, 0, ...position.map(fixed), fixed(radiiNm[i]), parent].join(' ');
  });
  return `# ${title}, nanometres\n# index type x y z radius parent\n${lines.join('\n')}\n`;
}

/** By whole numbers alone: the same text on every machine. */
const fixed = (nm: number): string => String(Math.floor(nm * 100 + 0.5) / 100);
