/** Disjoint sets of the integers below a size. */
export interface UnionFind {
  /** @returns the smallest member of an element's set. */
  find(element: number): number;
  /** Makes one set of two. The sets do not depend on the order of calls. */
  join(a: number, b: number): void;
}

/** The same for a size that is not known before. */
export interface GrowingUnionFind extends UnionFind {
  /** Adds integers up to a size, each a set of its own. */
  grow(size: number): void;
}

/** Source: Tarjan and van Leeuwen 1984; path halving, the smallest member as root so that names are stable. */
export function createUnionFind(size: number): UnionFind {
  const sets = createGrowingUnionFind();
  sets.grow(size);
  return { find: sets.find, join: sets.join };
}

export function createGrowingUnionFind(): GrowingUnionFind {
  let parents = new Uint32Array(0);
  let count = 0;
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
    grow(size) {
      if (size > parents.length) {
        const larger = new Uint32Array(count === 0 ? size : Math.max(size, 2 * parents.length));
        larger.set(parents);
        parents = larger;
      }
      for (; count < size; count++) parents[count] = count;
    },
  };
}
