/** What the worker's code holds on to over 100,000 requests: in Node, where garbage can be collected before each look. */
import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { answerCached, type EdgeCache, handle } from '../../edge/index.ts';
import { get, memoryObjects } from '../edge/memory-objects.ts';
import { type BenchRow, summarise } from './support/pairs.ts';
import { CHUNKS, shardedScale, wholeChunk } from './support/sharded-scale.ts';

export const name = 'edge-memory';

const DATASETS = 24;
const PART = 10_000;
const PARTS = 10;

/** 24 datasets of a shard of 4 MB each: more than the worker keeps of windows and indices. */
async function manyDatasets(): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  const objects: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (let i = 0; i < DATASETS; i++)
    for (const [key, bytes] of Object.entries(await shardedScale()))
      objects[key.replace('v@', `v${i}@`)] = bytes;
  return objects;
}

/** A data centre's cache that has thrown everything away by the time it is asked again: every request reaches the store. */
const FORGETFUL: EdgeCache = {
  match: async () => undefined,
  put: async (_, response) => void (await response.arrayBuffer()),
};

function collectGarbage(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

export async function run(): Promise<BenchRow[]> {
  const env = { data: memoryObjects(await manyDatasets()) };
  const gc = collectGarbage();
  const megabytes: number[] = [];
  for (let part = 0; part < PARTS; part++) {
    for (let i = 0; i < PART; i++) {
      const number = part * PART + i;
      const path = wholeChunk(number % CHUNKS).replace('v@', `v${Math.floor(number / 16) % DATASETS}@`);
      const work: Promise<unknown>[] = [];
      const options = { cache: FORGETFUL, waitUntil: (promise: Promise<unknown>) => void work.push(promise) };
      const response = await answerCached(get(path), (request) => handle(request, env), options);
      assert.equal(response.status, 200);
      await response.arrayBuffer();
      await Promise.all(work);
    }
    env.data.reads.length = 0;
    gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    megabytes.push((heapUsed + arrayBuffers) / 1e6);
  }
  console.error(
    `edge-memory: MB after each ${PART} requests: ${megabytes.map((mb) => mb.toFixed(1)).join(' ')}`,
  );
  const row = {
    name: 'memory held after 100,000 requests, collected',
    peer: 'after 20,000',
    unit: 'MB',
  };
  return [summarise(row, [[megabytes.at(-1)!, megabytes[1]!]])];
}
