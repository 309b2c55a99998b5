/** Disjoint sets of the integers below a size. */
export interface UnionFind {
  /** @returns the smallest member of an element's set. */
  find(element: number): number;
  /** Makes one set of two. The sets do not depend on the order of calls. */
  join(a: number, b: number): void;
}

/** Source: Tarjan and van Leeuwen 1984; path halving, the smallest member as root so that names are stable. */
export function createUnionFind(size: number): UnionFind {
  const parents = Uint32Array.from({ length: size }, (_, i) => i);
  const find = (element: number): number => {
    let at = element;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  };
  return {
    find,
    join(a, b) {
      const [rootA, rootB] = [find(a), find(b)];
      if (rootA < rootB) parents[rootB] = rootA;
      else parents[rootA] = rootB;
    },
  };
}
