import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Xyz } from '../../../../datasets/geometry/index.ts';
import type { Camera, FragmentRef, MeshLevels } from '../../../../viewer/state/index.ts';
import { chooseFragments, type FragmentStatus } from '../../../../viewer/state/scene/index.ts';

/** Every cell of 3 levels over 8 x 8 x 8 cells of 10 nm. */
function fullMesh(sizeOf: (level: number, index: number) => number = () => 1): MeshLevels {
  const levels = [0, 1, 2].map((level) => {
    const side = 8 >> level;
    const cells = Uint32Array.from({ length: 3 * side ** 3 }, (_, i) => {
      const cell = Math.floor(i / 3);
      return [cell % side, Math.floor(cell / side) % side, Math.floor(cell / side ** 2)][i % 3] as number;
    });
    const sizes = Uint32Array.from({ length: side ** 3 }, (_, i) => sizeOf(level, i));
    return { scale: 10 * 2 ** level, cells, sizes };
  });
  return { cellSize: [10, 10, 10], origin: [0, 0, 0], transform: undefined, levels };
}

const camera = (nmPerPixel: number): Camera => ({
  targetNm: [40, 40, 40],
  rotation: [0, 0, 0, 1],
  nmPerPixel,
  width: 4000,
  height: 4000,
  boundsNm: { begin: [0, 0, 0], end: [80, 80, 80] },
  projection: 'orthographic',
});

/** What a reader of a pixel's error wishes who has some fragments. */
const having = (has: (fragment: FragmentRef) => boolean, errorPx = 1) => ({
  errorPx,
  statusOf: (fragment: FragmentRef): FragmentStatus => (has(fragment) ? 'drawable' : 'coming'),
});

const ALL = having(() => true);
const NOTHING = having(() => false);

/** How often each finest cell is drawn, brute force. */
function coverage(mesh: MeshLevels, drawn: ReturnType<typeof chooseFragments>['drawn']): number[] {
  const counts = new Array<number>(512).fill(0);
  for (let cell = 0; cell < 512; cell++) {
    const at: Xyz = [cell % 8, (cell >> 3) & 7, cell >> 6];
    for (const { level, index, octants } of drawn) {
      const cells = mesh.levels[level]!.cells.subarray(3 * index, 3 * index + 3);
      if (at.some((v, i) => v >> level !== cells[i])) continue;
      // The octant of the finest cell within this one; the finest level has none of its own.
      const octant = level === 0 ? 0 : at.reduce((bits, v, i) => bits | (((v >> (level - 1)) & 1) << i), 0);
      if (level === 0 || (octants >> octant) & 1) counts[cell]!++;
    }
  }
  return counts;
}

test('far away the coarsest is wanted, near by the finest, coarse ones first', () => {
  const mesh = fullMesh();
  assert.deepEqual(
    chooseFragments(mesh, camera(100), NOTHING).wanted.map(({ level }) => level),
    new Array(8).fill(2),
  );

  const levels = (nm: number, errorPx: number) => [
    ...new Set(
      chooseFragments(
        mesh,
        camera(nm),
        having(() => true, errorPx),
      ).drawn.map(({ level }) => level),
    ),
  ];
  // A level of 40, 20 or 10 nm is left once the pixels that it may be off are shorter than that.
  assert.deepEqual([levels(40.1, 1), levels(39.9, 1), levels(19.9, 1)], [[2], [1], [0]]);
  assert.deepEqual([levels(8.1, 5), levels(7.9, 5), levels(3.9, 5)], [[2], [1], [0]]);
});

test('whatever is loaded, every place is drawn exactly once', () => {
  const mesh = fullMesh();
  for (let seed = 1; seed < 60; seed++) {
    const has = ({ level, index }: FragmentRef) =>
      level === 2 || (Math.imul(seed * 7919 + index + 1000 * level, 0x9e3779b1) >>> 0) % 3 > 0;
    const { drawn, wanted } = chooseFragments(mesh, camera(1), having(has));
    assert.ok(
      coverage(mesh, drawn).every((count) => count === 1),
      `seed ${seed}`,
    );
    assert.ok(wanted.every((fragment) => !has(fragment)) && wanted.length > 0);
    assert.ok(wanted.every(({ level }, i) => i === 0 || level <= wanted[i - 1]!.level));
  }
});

const levelsOf = (fragments: readonly FragmentRef[]) => [...new Set(fragments.map(({ level }) => level))];

test('levels between are not asked for, and the coarsest only where what is wanted is long in coming', () => {
  const wantedOf = (bytes: number) =>
    chooseFragments(
      fullMesh(() => bytes),
      camera(1),
      NOTHING,
    ).wanted;
  assert.deepEqual([levelsOf(wantedOf(10)), wantedOf(10).length], [[0], 512]);
  assert.deepEqual([levelsOf(wantedOf(10_000)), wantedOf(10_000).length], [[2, 0], 520]);
});

test('what will not come is shown by the cell around it', () => {
  const mesh = fullMesh();
  const statusOf = ({ level, index }: FragmentRef): FragmentStatus =>
    level > 0 ? 'coming' : index === 0 ? 'lost' : 'drawable';
  const before = chooseFragments(mesh, camera(1), { errorPx: 1, statusOf });
  assert.deepEqual(before.wanted, [{ level: 1, index: 0 }]);
  const later = (fragment: FragmentRef) =>
    fragment.level === 1 && fragment.index === 0 ? 'drawable' : statusOf(fragment);
  const { drawn } = chooseFragments(mesh, camera(1), { errorPx: 1, statusOf: later });
  assert.ok(coverage(mesh, drawn).every((count) => count === 1));
  assert.deepEqual(
    drawn.filter(({ level }) => level > 0),
    [{ level: 1, index: 0, octants: 1 }],
  );
});

test('nothing coarse is asked for while all that is wanted is loaded and about to be drawn', () => {
  const mesh = fullMesh(() => 10_000);
  const statusOf = ({ level }: FragmentRef): FragmentStatus => (level === 0 ? 'loaded' : 'coming');
  const { drawn, wanted } = chooseFragments(mesh, camera(1), { errorPx: 1, statusOf });
  assert.deepEqual([drawn, wanted], [[], []]);
});

test('after zooming out, what was there stands in for what is wanted now', () => {
  const mesh = fullMesh();
  const has = ({ level, index }: FragmentRef) => level === 0 || (level === 1 && index === 3);
  const { drawn, wanted } = chooseFragments(mesh, camera(25), having(has));
  assert.ok(coverage(mesh, drawn).every((count) => count === 1));
  assert.deepEqual([levelsOf(wanted), wanted.length], [[1], 63]);
});

test('whatever is loaded, nothing is drawn twice, and nothing that is there is left out for nothing', () => {
  const mesh = fullMesh();
  for (let seed = 1; seed < 60; seed++) {
    const has = ({ level, index }: FragmentRef) =>
      (Math.imul(seed * 7919 + index + 1000 * level, 0x9e3779b1) >>> 0) % 3 === 0;
    const { drawn } = chooseFragments(mesh, camera(1), having(has));
    const counts = coverage(mesh, drawn);
    const isThere = (level: number, cell: number) => {
      const [x, y, z] = [cell % 8, (cell >> 3) & 7, cell >> 6].map((v) => v >> level) as [
        number,
        number,
        number,
      ];
      return has({ level, index: x + (8 >> level) * (y + (8 >> level) * z) });
    };
    counts.forEach((count, cell) => {
      assert.equal(
        count,
        [0, 1, 2].some((level) => isThere(level, cell)) ? 1 : 0,
        `seed ${seed}, cell ${cell}`,
      );
    });
  }
});

test('a coarse cell with nothing in it gives way to finer ones at any distance', () => {
  const mesh = fullMesh((level, index) => (level === 2 && index === 0 ? 0 : 1));
  const { drawn } = chooseFragments(mesh, camera(100), ALL);
  assert.ok(coverage(mesh, drawn).every((count) => count === 1));
  assert.equal(drawn.filter(({ level }) => level === 1).length, 8);
});

test('what is out of view is neither drawn nor asked for', () => {
  const mesh = fullMesh();
  const narrow = { ...camera(1), width: 30, height: 30 };
  const { drawn } = chooseFragments(mesh, narrow, ALL);
  const columns = new Set(
    drawn.map(({ level, index }) => [...mesh.levels[level]!.cells.subarray(3 * index, 3 * index + 2)].join()),
  );
  // 25 to 55 nm: cells 2 to 5.
  assert.equal(columns.size, 16);
});

test('cells whose parent is missing are shown all the same', () => {
  const mesh = fullMesh();
  const orphans = {
    ...mesh,
    levels: mesh.levels
      .slice(0, 2)
      .concat({ ...mesh.levels[2]!, cells: new Uint32Array(), sizes: new Uint32Array() }),
  };
  const { drawn } = chooseFragments(orphans, camera(100), ALL);
  assert.ok(coverage(orphans, drawn).every((count) => count === 1));
});
