/** Inference on the CPU: our step against onnxruntime with the plain model, what canvas and policy add to it, and the seed policy. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { volumeOf } from '../../datasets/geometry/index.ts';
import { createCpuNetwork, type FfnNetwork } from '../../ffn/backends/index.node.ts';
import { segmentAt } from '../../ffn/inference/index.ts';
import { encodeOnnx } from '../../ffn/model/index.ts';
import { ROOT } from '../../scripts/lib/paths.ts';
import { readPublishedModel } from '../fib25/published.ts';
import { openPublishedCanvas, readPublishedLabels, readPublishedObjects } from '../fib25/rerun.ts';
import { type BenchRow, summarise } from './support/pairs.ts';

export const name = 'ffn-cpu';

/** Threads that wait for each other spin: with one, CPU time is work, however many programs share the machine. */
const THREADS = 1;
const OBJECT_ID = 10;
const PAIRS = 5;
const WALL_STEPS = 3;
const WALL_PAIRS = 7;

const LIMIT_MS = 2;
const LIMIT_SEED_SECONDS = 3;
const LIMIT_SEED_MEGABYTES = 500;

const cpuSecondsSince = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

/** The network, and the CPU time that went into its evaluations. */
function timed(network: FfnNetwork): { readonly network: FfnNetwork; readonly spent: { seconds: number } } {
  const spent = { seconds: 0 };
  const predict: FfnNetwork['predict'] = async (...args) => {
    const before = process.cpuUsage();
    const logits = await network.predict(...args);
    spent.seconds += cpuSecondsSince(before);
    return logits;
  };
  return { network: { ...network, predict }, spent };
}

/** The plain model of the same network and the same number of evaluations, with nothing around them. */
async function openAlone(threads: number) {
  const { config, weights } = await readPublishedModel();
  const session = await InferenceSession.create(encodeOnnx(config, weights), {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const shape = [1, 1, ...config.fovSize];
  const values = Float32Array.from({ length: volumeOf(config.fovSize) }, (_, i) => Math.sin(i));
  const feeds = { image: new Tensor('float32', values, shape), seed: new Tensor('float32', values, shape) };
  return async (steps: number): Promise<void> => {
    for (let i = 0; i < steps; i++) await session.run(feeds);
  };
}

async function measureSteps(): Promise<BenchRow[]> {
  const { config, weights } = await readPublishedModel();
  const { network, spent } = timed(await createCpuNetwork(config, weights, { threads: THREADS }));
  const canvas = await openPublishedCanvas(network);
  const labels = await readPublishedLabels();
  canvas.segmentation.forEach((_, i) => {
    canvas.segmentation[i] = labels[i]! < OBJECT_ID ? labels[i]! : 0;
  });
  const object = (await readPublishedObjects()).find(({ id }) => id === OBJECT_ID);
  assert.ok(object);
  const alone = await openAlone(THREADS);
  await alone(1);
  await segmentAt(canvas, object.seed_zyx);
  const pairs: [number, number][] = [];
  const around: [number, number][] = [];
  for (let i = 0; i < PAIRS; i++) {
    spent.seconds = 0;
    const before = process.cpuUsage();
    const steps = await segmentAt(canvas, object.seed_zyx);
    const seconds = cpuSecondsSince(before);
    assert.equal(steps, object.iters, 'the published object');
    const beforeAlone = process.cpuUsage();
    await alone(steps);
    pairs.push([steps / seconds, steps / cpuSecondsSince(beforeAlone)]);
    around.push([((seconds - spent.seconds) / steps) * 1000, LIMIT_MS]);
  }
  await network.dispose();
  return [
    summarise(
      { name: 'FIB-25 network, a step, one thread', unit: 'steps/CPU-s', peer: 'onnxruntime, plain model' },
      pairs,
    ),
    summarise({ name: 'canvas and policy, a step', unit: 'CPU-ms', peer: 'the limit' }, around),
  ];
}

/** What a person waits for: time on the wall, all that two threads do, and what others on the machine leave of it. */
async function measureWall(): Promise<BenchRow> {
  const { config, weights } = await readPublishedModel();
  const threads = 2;
  const network = await createCpuNetwork(config, weights, { threads });
  const alone = await openAlone(threads);
  const values = Float32Array.from({ length: volumeOf(config.fovSize) }, (_, i) => Math.sin(i));
  const rate = async (run: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    for (let i = 0; i < WALL_STEPS; i++) await run();
    return (1000 * WALL_STEPS) / (performance.now() - began);
  };
  const pairs: [number, number][] = [];
  for (let i = -1; i < WALL_PAIRS; i++) {
    const ours = await rate(() => network.predict(values, values, 1));
    const theirs = await rate(() => alone(1));
    if (i >= 0) pairs.push([ours, theirs]);
  }
  await network.dispose();
  return summarise(
    { name: 'an evaluation, two threads', unit: 'steps/s on the wall', peer: 'onnxruntime, plain model' },
    pairs,
  );
}

async function measureSeeds(): Promise<BenchRow[]> {
  const flags = ['--import', join(ROOT, 'scripts/lib/load-shaders.mjs')];
  const script = join(ROOT, 'test/bench/support/find-seeds.ts');
  const runs: { seeds: number; cpuSeconds: number; peakMegabytes: number }[] = [];
  for (let i = 0; i < PAIRS; i++) {
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, script]);
    runs.push(JSON.parse(stdout) as (typeof runs)[number]);
  }
  for (const { seeds } of runs) assert.equal(seeds, 12_464, 'the published seeds');
  const row = (unit: string, of: (run: (typeof runs)[number]) => number, limit: number) =>
    summarise(
      { name: 'PolicyPeaks of 250 x 250 x 250', unit, peer: 'the limit' },
      runs.map((run) => [of(run), limit]),
    );
  return [
    row('CPU-s', (run) => run.cpuSeconds, LIMIT_SEED_SECONDS),
    row('MB at most', (run) => run.peakMegabytes, LIMIT_SEED_MEGABYTES),
  ];
}

export const run = async (): Promise<BenchRow[]> => [
  ...(await measureSeeds()),
  ...(await measureSteps()),
  await measureWall(),
];
