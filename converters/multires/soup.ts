/** Triangles between points of an integer lattice. */
export interface Soup {
  /** x, y, z of each vertex. */
  readonly positions: Int32Array;
  /** Three vertices a triangle, counter-clockwise seen from outside. */
  readonly indices: Uint32Array;
}

/** Growing int32 array. */
export interface IntList {
  push(value: number): void;
  at(index: number): number;
  set(index: number, value: number): void;
  length(): number;
  /** A copy of the first `length` values. */
  finish(): Int32Array<ArrayBuffer>;
}

export function createIntList(initial: ArrayLike<number> = []): IntList {
  let values = new Int32Array(Math.max(64, initial.length * 2));
  values.set(initial);
  let length = initial.length;
  return {
    push(value) {
      if (length === values.length) {
        const larger = new Int32Array(values.length * 2);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    at: (index) => values[index],
    set(index, value) {
      values[index] = value;
    },
    length: () => length,
    finish: () => values.slice(0, length),
  };
}

/** Finds what was added before by three integers. */
export interface TripleTable {
  /** @returns the number that was added with these three; -1 where there is none. */
  find(a: number, b: number, c: number): number;
  /** Adds or changes. @param value at least 0. */
  put(abc: readonly [number, number, number], value: number): void;
}

/** A hash table of open addressing. @param capacity how many may be added. */
export function createTripleTable(capacity: number): TripleTable {
  const slots = 2 ** Math.ceil(Math.log2(Math.max(16, capacity * 2)));
  const mask = slots - 1;
  const keys = new Int32Array(3 * slots);
  const values = new Int32Array(slots).fill(-1);
  const slotOf = (a: number, b: number, c: number): number => {
    let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & mask;
    while (
      values[slot] >= 0 &&
      (keys[3 * slot] !== a || keys[3 * slot + 1] !== b || keys[3 * slot + 2] !== c)
    )
      slot = (slot + 1) & mask;
    return slot;
  };
  return {
    find: (a, b, c) => values[slotOf(a, b, c)],
    put([a, b, c], value) {
      const slot = slotOf(a, b, c);
      keys[3 * slot] = a;
      keys[3 * slot + 1] = b;
      keys[3 * slot + 2] = c;
      values[slot] = value;
    },
  };
}

/** The same triangles with one vertex for each position and no vertex that is not used, in order of first use. */
export function mergePositions({ positions, indices }: Soup): Soup {
  const numVertices = positions.length / 3;
  const table = createTripleTable(numVertices);
  const merged = new Int32Array(numVertices).fill(-1);
  const out = createIntList();
  const next = new Uint32Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    const vertex = indices[i];
    if (merged[vertex] < 0) {
      const [x, y, z] = [positions[3 * vertex], positions[3 * vertex + 1], positions[3 * vertex + 2]];
      let found = table.find(x, y, z);
      if (found < 0) {
        found = out.length() / 3;
        table.put([x, y, z], found);
        out.push(x);
        out.push(y);
        out.push(z);
      }
      merged[vertex] = found;
    }
    next[i] = merged[vertex];
  }
  return { positions: out.finish(), indices: next };
}

/**
 * Removes triangles without three different vertices, and pairs of triangles that are each other's back. Every edge keeps as
 * many triangles in one direction as in the other.
 */
export function cancelTriangles({ positions, indices }: Soup): Soup {
  const table = createTripleTable(indices.length / 3);
  const isGone = new Uint8Array(indices.length / 3);
  // Of triangles with the same three vertices: the last one of the surplus orientation, linked to the one before.
  const before = new Int32Array(indices.length / 3).fill(-1);
  const parity = new Int8Array(indices.length / 3);
  for (let t = 0; t < isGone.length; t++) {
    const [a, b, c] = [indices[3 * t], indices[3 * t + 1], indices[3 * t + 2]];
    if (a === b || b === c || c === a) {
      isGone[t] = 1;
      continue;
    }
    const low = Math.min(a, b, c);
    const high = Math.max(a, b, c);
    const middle = a + b + c - low - high;
    // Even permutations of (low, middle, high) are one orientation.
    parity[t] = (low === a ? b < c : low === b ? c < a : a < b) ? 1 : -1;
    const last = table.find(low, middle, high) - 1;
    if (last >= 0 && parity[last] !== parity[t]) {
      isGone[last] = 1;
      isGone[t] = 1;
      table.put([low, middle, high], before[last] + 1);
    } else {
      before[t] = last;
      table.put([low, middle, high], t + 1);
    }
  }
  const kept = indices.filter((_, i) => isGone[(i / 3) | 0] === 0);
  return { positions, indices: kept };
}
