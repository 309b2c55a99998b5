import { type Box, boxOf, boxSize, mapXyz, volumeOf, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import {
  type ChunkGrid,
  chunkBox,
  chunksIn,
  createChunkGrid,
  type PrecomputedInfo,
  type ScaleInfo,
} from '../../datasets/precomputed/index.ts';
import { createShardGrid, parseSharding, shardName } from '../../datasets/precomputed/sharding/index.ts';
import { type DownsampleMethod, fineBounds } from '../../datasets/voxels/index.ts';
import { SCALES_FOLDER, type Shards } from '../writing/index.ts';

/** What is to be written, and of what: every thread makes the plan of it for itself. */
export interface PyramidSpec {
  /** Folder of the dataset. */
  readonly output: string;
  /** The source's scale, then the new ones, each made of the one before it. */
  readonly info: PrecomputedInfo;
  /** Of each new scale, voxels of the one before it. */
  readonly factors: readonly Xyz[];
  readonly method: DownsampleMethod;
  /** Background loses ties. */
  readonly sparse: boolean;
  /** Of shards, 1-9. */
  readonly gzipLevel: number;
}

/** A new scale. */
export interface Level {
  /** Place among the new scales, from 0. */
  readonly index: number;
  readonly scale: ScaleInfo;
  readonly grid: ChunkGrid;
  readonly shards: Shards | undefined;
  /** Voxels of the scale before it that become one. */
  readonly factors: Xyz;
}

/** Scales that are made in one go: the first is read from the scale before it, each other one is made on the way. */
export interface Round {
  /** Place among the new scales of the first; what is read is the one before it. */
  readonly first: number;
  readonly levels: readonly Level[];
  /** A task makes one chunk of the coarsest level, and all chunks of the others that it covers: nobody else touches them. */
  readonly tasks: number;
}

/** The most voxels of the source that one task reads: minutes of work are lost at most when a run is killed. */
const TASK_VOXELS = 2 ** 27;
/** Below this, several scales at once are not worth that few threads have work. */
const MIN_TASKS = 16;
/** Of so few chunks a single thread makes all scales. */
const FEW_CHUNKS = 64;

/** A pure function of its input: the same in every run and for any number of threads. */
export function planRounds(spec: PyramidSpec): Round[] {
  const [source, ...scales] = spec.info.scales;
  const levels = scales.map((scale, index) => createLevel(spec, scale, index));
  const boundsOf = (index: number): Box =>
    index < 0 ? boxOf(source.voxelOffset, source.size) : levels[index].grid.bounds;
  const rounds: Round[] = [];
  for (let first = 0; first < levels.length; ) {
    const readVoxels = volumeOf(boxSize(boundsOf(first - 1)));
    const fewVoxels = FEW_CHUNKS * volumeOf(levels[first].grid.chunkSize);
    let last = first;
    let taskVoxels = volumeOf(levels[first].grid.chunkSize) * volumeOf(levels[first].factors);
    for (let next = first + 1; next < levels.length; next++) {
      taskVoxels *= volumeOf(levels[next].factors);
      const isShared = volumeOf(levels[next].grid.gridSize) >= MIN_TASKS || readVoxels <= fewVoxels;
      if (!nests(levels[next - 1], levels[next]) || taskVoxels > TASK_VOXELS || !isShared) break;
      last = next;
    }
    const own = levels.slice(first, last + 1);
    rounds.push({ first, levels: own, tasks: volumeOf(levels[last].grid.gridSize) });
    first = last + 1;
  }
  return rounds;
}

function createLevel({ output, factors }: PyramidSpec, scale: ScaleInfo, index: number): Level {
  const grid = createChunkGrid(boxOf(scale.voxelOffset, scale.size), scale.chunkSizes[0]);
  const level = { index, scale, grid, factors: factors[index] };
  if (!scale.sharding) return { ...level, shards: undefined };
  const spec = parseSharding(scale.sharding, `${output}: sharding`);
  return { ...level, shards: { spec, grid: createShardGrid(grid.gridSize, spec) } };
}

/** Whether each chunk of a level is made of whole chunks of the one before, and their edges are edges of cells. */
function nests(fine: Level, coarse: Level): boolean {
  return ([0, 1, 2] as const).every((axis) => {
    const factor = coarse.factors[axis];
    const isWhole = fine.grid.gridSize[axis] === 1 || fine.grid.chunkSize[axis] % factor === 0;
    return isWhole && fine.grid.bounds.begin[axis] === coarse.grid.bounds.begin[axis] * factor;
  });
}

/** Grid position of the chunk of the coarsest level that a task makes, x fastest. */
export function positionOf({ levels }: Round, task: number): Xyz {
  const [nx, ny] = levels[levels.length - 1].grid.gridSize;
  return xyz(task % nx, Math.floor(task / nx) % ny, Math.floor(task / (nx * ny)));
}

/** Grid positions of the chunks that a task makes at each level. */
export function cellsOfTask(round: Round, task: number): Map<Level, Xyz[]> {
  const cells = new Map<Level, Xyz[]>();
  const top = round.levels.length - 1;
  let box = chunkBox(round.levels[top].grid, positionOf(round, task));
  for (let i = top; i >= 0; i--) {
    const level = round.levels[i];
    cells.set(level, [...chunksIn(level.grid, box)]);
    if (i > 0) box = fineBounds(box, level.factors, round.levels[i - 1].grid.bounds);
  }
  return cells;
}

/** Name of the shard that holds a chunk. */
export function shardOf({ spec, grid }: Shards, cell: Xyz): string {
  const { shard } = grid.at(mapXyz((p, axis) => Math.floor(p / grid.cellsPerShard[axis]), cell));
  return shardName(spec, shard);
}

export const PARTS = `${SCALES_FOLDER}/parts`;

/** Key of a task's chunks that wait for their shard. */
export const scalePartKey = (level: Level, task: number, shard: string): string =>
  `${PARTS}/${level.index}-${task}-${shard.replace('.shard', '')}.part`;

/** A shard whose parts are all there. */
export interface ScaleShard {
  readonly level: Level;
  readonly shard: string;
  readonly tasks: readonly number[];
}

/** The shards of a round, and the tasks whose chunks they hold. */
export function shardsOfRound(round: Round): ScaleShard[] {
  const byKey = new Map<string, { level: Level; shard: string; tasks: number[] }>();
  for (let task = 0; task < round.tasks; task++) {
    for (const [level, cells] of cellsOfTask(round, task)) {
      if (!level.shards) continue;
      for (const shard of new Set(cells.map((cell) => shardOf(level.shards!, cell)))) {
        const key = `${level.scale.key}/${shard}`;
        const known = byKey.get(key);
        if (known) known.tasks.push(task);
        else byKey.set(key, { level, shard, tasks: [task] });
      }
    }
  }
  return [...byKey.values()];
}
