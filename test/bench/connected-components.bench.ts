/** Components of the published FIB-25 labels: against the floor, and against scikit-image where Debian's python3-skimage is there. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { xyz } from '../../datasets/geometry/index.ts';
import { openNpz } from '../../datasets/npy/index.ts';
import { connectedComponents } from '../../datasets/voxels/index.ts';
import { SHARED_DIR } from '../../scripts/lib/paths.ts';
import { type BenchRow, summarise } from './support/pairs.ts';
import { runScikitImage } from './support/scikit-image.ts';

export const name = 'connected-components';

const FLOOR = 100;
const RUNS = 9;
const MEGAVOXELS = 250 ** 3 / 1e6;

interface Peer {
  readonly count: number;
  readonly seconds: readonly number[];
}

export async function run(): Promise<BenchRow[]> {
  const path = join(process.env['FLOODLIGHT_SHARED'] ?? SHARED_DIR, 'data/fib25/published-segmentation.npz');
  const narrow = openNpz(await readFile(path), path).read('segmentation').data as Uint8Array;
  const peer = runScikitImage<Peer>('skimage_label.py', path, RUNS);
  const rows: BenchRow[] = [];
  for (const labels of [narrow, BigUint64Array.from(narrow, BigInt)]) {
    const rates = Array.from({ length: RUNS + 1 }, () => {
      const before = process.cpuUsage();
      const { count } = connectedComponents(labels, xyz(250, 250, 250));
      const { user, system } = process.cpuUsage(before);
      if (peer) assert.equal(count, peer.count);
      return MEGAVOXELS / ((user + system) / 1e6);
    }).slice(1);
    const what = `connected components, 250^3 ${labels instanceof BigUint64Array ? 'uint64' : 'uint8'}, 6 neighbours`;
    const row = (peerName: string, theirs: (i: number) => number) =>
      summarise(
        { name: what, unit: 'MVx/CPU-s', peer: peerName },
        rates.map((rate, i) => [rate, theirs(i)]),
      );
    rows.push(row('the floor', () => FLOOR));
    if (peer && labels === narrow) rows.push(row('scikit-image', (i) => MEGAVOXELS / (peer.seconds[i] ?? 1)));
  }
  return rows;
}
