import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ChunkScratch,
  chunkName,
  encodeBox,
  encodeInfo,
  openPrecomputed,
  type PrecomputedVolume,
} from '../../datasets/precomputed/index.ts';
import { compressedMortonCode } from '../../datasets/precomputed/sharding/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import type { Store } from '../../datasets/stores/index.ts';
import { assembleShard, compress, encodePart, type PartChunk, stopped } from '../writing/index.ts';
import { type MadeChunk, makeChunk } from './make-scales.ts';
import {
  type Level,
  type PyramidSpec,
  planRounds,
  positionOf,
  type Round,
  type ScaleShard,
  scalePartKey,
  shardOf,
  shardsOfRound,
} from './plan.ts';

/** One thing for a thread to do, by numbers: each thread has the plan. */
export type ScaleJob = {
  readonly round: number;
} & ({ readonly task: number } | { readonly assemble: number });

export interface TaskIo {
  readonly signal?: AbortSignal;
  /** Asked between chunks. */
  isStopped(): boolean | Promise<boolean>;
  onChunk(): void;
}

/** Carries out the jobs of a plan. */
export interface TaskRunner {
  run(job: ScaleJob): Promise<void>;
}

export async function createTaskRunner(spec: PyramidSpec, io: TaskIo): Promise<TaskRunner> {
  const rounds = planRounds(spec);
  const shards = new Map<number, ScaleShard[]>();
  const volume = await openScales(spec);
  return {
    async run(job) {
      const round = rounds[job.round];
      if ('task' in job) return makeTask({ spec, io, volume, round }, job.task);
      const known = shards.get(job.round) ?? shardsOfRound(round);
      shards.set(job.round, known);
      await assemble(spec, known[job.assemble]);
    },
  };
}

/** All scales of the plan as one dataset: the new ones are not in the info that is on the disk. */
async function openScales({ output, info }: PyramidSpec): Promise<PrecomputedVolume> {
  const store = createFileStore(output);
  const described: Store = {
    name: store.name,
    get: async (key, options) => (key === 'info' ? encodeInfo(info) : store.get(key, options)),
  };
  return openPrecomputed(described);
}

interface TaskContext {
  readonly spec: PyramidSpec;
  readonly io: TaskIo;
  readonly volume: PrecomputedVolume;
  readonly round: Round;
}

async function makeTask({ spec, io, volume, round }: TaskContext, task: number): Promise<void> {
  const store = createFileStore(spec.output);
  const parts = new Map<string, PartChunk[]>();
  const scratch: ChunkScratch = {};
  const emit = async (chunk: MadeChunk): Promise<void> => {
    if (await io.isStopped()) throw stopped(spec.output);
    const { level, position, box, block } = chunk;
    const { scale, shards, grid } = level;
    const key = `${scale.key}/${chunkName(box)}`;
    if (!shards) {
      // A task that was killed halfway makes all its voxels again, but not all its files.
      if (!existsSync(join(spec.output, key)))
        await store.put(
          key,
          await encodeBox(scale, { block, origin: box.begin }, box, { subject: spec.output }),
        );
    } else {
      const isGzip = shards.spec.dataEncoding === 'gzip';
      const options = { subject: spec.output, scratch: isGzip ? scratch : undefined };
      const encoded = await encodeBox(scale, { block, origin: box.begin }, box, options);
      const bytes = isGzip ? compress(encoded, spec.gzipLevel) : encoded;
      const part = scalePartKey(level, task, shardOf(shards, position));
      const chunks = parts.get(part) ?? [];
      parts.set(part, chunks);
      chunks.push({ key: compressedMortonCode(position, grid.gridSize), bytes });
    }
    io.onChunk();
  };
  const source = volume.volume(round.first);
  const { method, sparse } = spec;
  const context = { levels: round.levels, source, options: { method, sparse }, signal: io.signal, emit };
  await makeChunk(context, round.levels.length - 1, positionOf(round, task));
  for (const [part, chunks] of parts) await store.putStream(part, encodePart(chunks));
}

async function assemble(spec: PyramidSpec, { level, shard, tasks }: ScaleShard): Promise<void> {
  const { output, gzipLevel } = spec;
  if (!level.shards) return;
  const to = { key: shardKey(level, shard), spec: level.shards.spec, gzipLevel };
  const parts = tasks.map((task) => scalePartKey(level, task, shard));
  await assembleShard(createFileStore(output), output, to, parts);
}

export const shardKey = ({ scale }: Level, shard: string): string => `${scale.key}/${shard}`;
