/** Against SciPy: `test/fixtures/voxels/make_components.py`. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { xyz } from '../../../datasets/geometry/index.ts';
import { connectedComponents } from '../../../datasets/voxels/index.ts';
import { repoPath } from '../../support/paths.ts';

test("SciPy's components of equal labels, numbered by their first voxel, for 6, 18 and 26 neighbours", async () => {
  const fixture = JSON.parse(await readFile(repoPath('test/fixtures/voxels/components.json'), 'utf8'));
  const [nz, ny, nx] = fixture.shape_zyx;
  for (const connectivity of [1, 2, 3] as const) {
    const { components, count } = connectedComponents(fixture.labels, xyz(nx, ny, nz), connectivity);
    const expected: number[] = fixture[`connectivity_${connectivity}`];
    assert.deepEqual([...components], expected);
    assert.equal(count, Math.max(...expected));
  }
});

test('a spiral is one component, however long its way is', () => {
  // A comb whose teeth meet only at the far end of each second row.
  const [nx, ny] = [64, 63];
  const labels = Uint8Array.from({ length: nx * ny }, (_, i) => {
    const [x, y] = [i % nx, Math.floor(i / nx)];
    if (y % 2 === 0) return 1;
    return x === (y % 4 === 1 ? nx - 1 : 0) ? 1 : 0;
  });
  assert.equal(connectedComponents(labels, xyz(nx, ny, 1)).count, 1);
  labels[nx + nx - 1] = 0;
  assert.equal(connectedComponents(labels, xyz(nx, ny, 1)).count, 2);
  assert.throws(() => connectedComponents(labels, xyz(1, 1, 1)), /expected 1 x 1 x 1 = 1 labels/);
});
