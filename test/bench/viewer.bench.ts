/** The site's viewer beside a client of the npm package `neuroglancer`: size, cold loads, movement. */
import { gzipSync } from 'node:zlib';
import { stop } from 'esbuild';
import { type ServedViewers, serveViewers } from '../support/peer/serve-both.ts';
import { type BenchRow, median, summarise } from './support/pairs.ts';
import { viewerData } from './support/viewer-data.ts';
import { type Load, loadViewer } from './support/viewer-load.ts';
import { viewerStates } from './support/viewer-states.ts';

export const name = 'viewer';

/** Cold loads of each state in each viewer. */
const LOADS = 7;

/** What was asked for, and when: milliseconds since 1970. */
interface Asked {
  readonly path: string;
  readonly at: number;
}

export async function run(): Promise<BenchRow[]> {
  const { folder, ...ids } = await viewerData();
  const asked: Asked[] = [];
  const served = await serveViewers(folder, (path) =>
    asked.push({ path, at: performance.timeOrigin + performance.now() }),
  );
  await stop();
  try {
    const states = viewerStates(served.data, ids);
    const three = await loadPairs(served, states, 'three');
    const twenty = await loadPairs(served, states, 'twenty');
    const moved = await loadPairs(served, states, 'three', true);
    const none = await loadPairs(served, states, 'none');
    const many = await loadPairs(served, states, 'many');
    return [
      await sizeRow(served, three, asked),
      timeRow('navigation to all panels complete, three segments (limit 0.5x)', three, 'complete'),
      timeRow('navigation to all panels complete, 20 meshes (limit 0.7x)', twenty, 'complete'),
      timeRow('first cross-section on screen, three segments (limit 300 ms)', three, 'firstSlice'),
      ...movementRows(moved),
      longestTaskRow(moved),
      ...manyRows(many, none),
    ];
  } finally {
    await served.close();
  }
}

/** Ours and the peer's, loaded in turn. */
type Pair = readonly [ours: Load, peer: Load];

/** Says on stderr how far it is: all of it takes half an hour where others use the machine. */
async function loadPairs(
  served: ServedViewers,
  states: ReturnType<typeof viewerStates>,
  which: keyof typeof states,
  move = false,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  const hash = `#!${encodeURIComponent(JSON.stringify(states[which]))}`;
  for (let i = 1; i <= LOADS; i++) {
    const pair = [
      await loadViewer(served.oursWhole + hash, move),
      await loadViewer(served.peerWhole + hash, move),
    ] as const;
    pairs.push(pair);
    const told = pair.map(({ clock, frames }) => {
      const times = [clock.firstSlice, clock.lastSlice, clock.complete].map((ms) => Math.round(ms as number));
      const medians = Object.entries(frames).map(([kind, ms]) => `${kind} ${Math.round(median(ms))}`);
      return [...times, ...medians].join(' ');
    });
    console.error(`${which}${move ? ', moved' : ''} ${i}/${LOADS}: ${told.join(' | ')} ms`);
  }
  return pairs;
}

const PEER = 'neuroglancer';

function timeRow(what: string, pairs: readonly Pair[], key: 'complete' | 'firstSlice'): BenchRow {
  const of = ({ clock }: Load) => clock[key] as number;
  return summarise(
    { name: what, unit: 'ms', peer: PEER },
    pairs.map(([ours, peer]) => [of(ours), of(peer)]),
  );
}

function movementRows(pairs: readonly Pair[]): BenchRow[] {
  const row = (movement: string, what: string, of: (times: readonly number[]) => number) =>
    summarise(
      { name: `${movement}: ${what} of a frame's time (limit 0.8x)`, unit: 'ms', peer: PEER },
      pairs.map(([ours, peer]) => [of(ours.frames[movement] ?? []), of(peer.frames[movement] ?? [])]),
    );
  return ['pan', 'zoom', 'rotate'].flatMap((movement) => [
    row(movement, 'median', median),
    row(movement, '95th percentile', (times) => quantile(times, 0.95)),
  ]);
}

const quantile = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(part * (values.length - 1))] as number;

/** Chromium tells of tasks from 50 ms on; shorter ones count as none. */
function longestTaskRow(pairs: readonly Pair[]): BenchRow {
  const longest = ({ clock }: Load) =>
    Math.max(
      0,
      ...clock.longTasks.filter(([begin]) => begin > (clock.firstSlice as number)).map(([, ms]) => ms),
    );
  return summarise(
    {
      name: 'longest task from 50 ms on after the first image, movement too (limit: none)',
      unit: 'ms',
      peer: PEER,
    },
    pairs.map(([ours, peer]) => [longest(ours), longest(peer)]),
  );
}

/** Cross-sections are complete with the last voxels that go to the GPU; the peer of a viewer is itself without segments. */
function manyRows(many: readonly Pair[], none: readonly Pair[]): BenchRow[] {
  return (['ours', 'neuroglancer'] as const).map((viewer, side) => {
    const of = (pairs: readonly Pair[], i: number) => pairs[i]?.[side]?.clock.lastSlice as number;
    return summarise(
      {
        name: `${viewer}: cross-sections complete with 1,000 meshes selected (limit 1.2x)`,
        unit: 'ms',
        peer: 'none selected',
      },
      many.map((_, i) => [of(many, i), of(none, i)]),
    );
  });
}

/** Scripts of page and workers that were asked for until the first image, each packed by gzip -9. */
async function sizeRow(
  served: ServedViewers,
  pairs: readonly Pair[],
  asked: readonly Asked[],
): Promise<BenchRow> {
  const origin = new URL(served.data).origin;
  const kilobytes = async ({ began, clock }: Load): Promise<number> => {
    const end = began + (clock.firstSlice as number);
    const paths = asked.filter(({ at, path }) => at >= began && at <= end && path.endsWith('.js'));
    const sizes = [...new Set(paths.map(({ path }) => path))].map(async (path) => {
      const response = await fetch(origin + path);
      return gzipSync(new Uint8Array(await response.arrayBuffer()), { level: 9 }).length;
    });
    return (await Promise.all(sizes)).reduce((a, b) => a + b, 0) / 1000;
  };
  const sizes: [number, number][] = [];
  for (const [ours, peer] of pairs) sizes.push([await kilobytes(ours), await kilobytes(peer)]);
  return summarise(
    { name: 'JavaScript before the first image, gzip (limit 100 kB)', unit: 'kB', peer: PEER },
    sizes,
  );
}
