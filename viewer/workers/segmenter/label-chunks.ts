/** Labels of a large volume of which few chunks have any: those are kept in a store, and the latest in memory. */
import { gunzip, gzip } from '../../../datasets/codecs/index.ts';
import { CorruptDataError } from '../../../datasets/errors.ts';
import {
  type Box,
  boxSize,
  intersectBoxes,
  volumeOf,
  type Xyz,
  xyz,
} from '../../../datasets/geometry/index.ts';
import { copyBox, createBlock } from '../../../datasets/memory-volume.ts';
import { chunkBox, chunksIn, createChunkGrid } from '../../../datasets/precomputed/index.ts';
import type { WritableStore } from '../../../datasets/stores/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';
import { LABEL_CHUNK } from './protocol.ts';

/** A megabyte each; those that are not saved yet come on top. */
const MOST_IN_MEMORY = 256;

export interface LabelBlock extends VoxelBlock {
  readonly data: Uint32Array;
}

export interface Painted {
  /** Chunks in which a voxel changed. */
  readonly chunks: readonly Xyz[];
  /** Voxels the label won, less those it lost. */
  readonly gained: number;
}

export interface LabelChunks {
  /** One chunk, zeros where nothing was painted; not a copy. */
  chunk(index: Xyz): Promise<LabelBlock>;
  /** @param box inside the bounds. */
  read(box: Box): Promise<LabelBlock>;
  /** Makes the label what a mask says: free voxels become the label's where it is 1, the label's become free where it is 0. */
  paint(label: number, begin: Xyz, mask: VoxelBlock): Promise<Painted>;
  /** Frees a label's voxels in a box. @returns the chunks that had some. */
  erase(label: number, box: Box): Promise<readonly Xyz[]>;
  /** Of the chunks that meet a box. */
  indices(box: Box): Xyz[];
  /** Stores what changed. */
  save(): Promise<void>;
}

const keyOf = (index: Xyz): string => `chunks/${index.join('_')}`;

export function createLabelChunks(store: WritableStore, bounds: Box): LabelChunks {
  const grid = createChunkGrid(bounds, xyz(LABEL_CHUNK, LABEL_CHUNK, LABEL_CHUNK));
  const loaded = new Map<string, { readonly index: Xyz; readonly block: LabelBlock }>();
  const dirty = new Set<string>();
  const load = async (index: Xyz): Promise<LabelBlock> => {
    const key = keyOf(index);
    const known = loaded.get(key);
    // The latest is last.
    loaded.delete(key);
    const entry = known ?? { index, block: await readChunk(store, key, boxSize(chunkBox(grid, index))) };
    // Two may have asked at once: both get the first.
    const kept = loaded.get(key) ?? entry;
    loaded.set(key, kept);
    return kept.block;
  };
  const forget = (): void => {
    for (const key of loaded.keys()) {
      if (loaded.size <= MOST_IN_MEMORY) return;
      if (!dirty.has(key)) loaded.delete(key);
    }
  };
  const change = async (box: Box, visit: (part: Part) => number) => {
    const chunks: Xyz[] = [];
    let gained = 0;
    for (const index of chunksIn(grid, box)) {
      const block = await load(index);
      const place = chunkBox(grid, index);
      const common = intersectBoxes(place, box);
      let changes = 0;
      if (common)
        changes = visit({
          block,
          origin: place.begin,
          box: common,
          gain: (by) => {
            gained += by;
          },
        });
      if (changes === 0) continue;
      chunks.push(index);
      dirty.add(keyOf(index));
    }
    return { chunks, gained };
  };
  return {
    async chunk(index) {
      const block = await load(index);
      forget();
      return block;
    },
    async read(box) {
      const target = createBlock('uint32', boxSize(box)) as LabelBlock;
      for (const index of chunksIn(grid, box)) {
        const place = chunkBox(grid, index);
        const common = intersectBoxes(place, box);
        const block = await load(index);
        if (common) copyBox({ block, origin: place.begin }, { block: target, origin: box.begin }, common);
      }
      forget();
      return target;
    },
    paint: (label, begin, mask) =>
      change({ begin, end: sum(begin, mask.size) }, (part) => paintPart(label, begin, mask, part)),
    erase: async (label, box) => (await change(box, (part) => erasePart(label, part))).chunks,
    indices: (box) => [...chunksIn(grid, box)],
    async save() {
      for (const key of dirty) {
        const { block } = loaded.get(key)!;
        await store.put(key, await gzip(new Uint8Array(block.data.buffer as ArrayBuffer)));
        dirty.delete(key);
      }
      forget();
    },
  };
}

const sum = (a: Xyz, b: Xyz): Xyz => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

async function readChunk(store: WritableStore, key: string, size: Xyz): Promise<LabelBlock> {
  const empty = createBlock('uint32', size) as LabelBlock;
  const packed = await store.get(key);
  if (!packed) return empty;
  const subject = `${store.name}/${key}`;
  const bytes = await gunzip(packed, 4 * volumeOf(size), subject);
  if (bytes.length !== empty.data.byteLength) {
    const expected = `${empty.data.byteLength} bytes`;
    throw new CorruptDataError({ subject, expected, got: `${bytes.length}` });
  }
  new Uint8Array(empty.data.buffer).set(bytes);
  return empty;
}

/** The voxels of a chunk that are meant. */
interface Part {
  readonly block: LabelBlock;
  /** First voxel of the chunk. */
  readonly origin: Xyz;
  readonly box: Box;
  gain(by: number): void;
}

/** @returns how many voxels changed. */
function paintPart(label: number, begin: Xyz, mask: VoxelBlock, part: Part): number {
  const { data } = part.block;
  let [won, lost] = [0, 0];
  forEachRow(part, (at, length, [x, y, z]) => {
    const from = x - begin[0] + mask.size[0] * (y - begin[1] + mask.size[1] * (z - begin[2]));
    for (let i = 0; i < length; i++) {
      const isObject = mask.data[from + i] !== 0;
      if (isObject && data[at + i] === 0) {
        data[at + i] = label;
        won++;
      } else if (!isObject && data[at + i] === label) {
        data[at + i] = 0;
        lost++;
      }
    }
  });
  part.gain(won - lost);
  return won + lost;
}

function erasePart(label: number, part: Part): number {
  const { data } = part.block;
  let lost = 0;
  forEachRow(part, (at, length) => {
    for (let i = at; i < at + length; i++) {
      if (data[i] !== label) continue;
      data[i] = 0;
      lost++;
    }
  });
  return lost;
}

/** @param visit gets the row's first sample in the chunk, its voxels, and its first voxel in the volume. */
function forEachRow(
  { block: { size }, origin, box }: Part,
  visit: (at: number, length: number, voxel: Xyz) => void,
): void {
  const { begin, end } = box;
  for (let z = begin[2]; z < end[2]; z++) {
    for (let y = begin[1]; y < end[1]; y++) {
      const at = begin[0] - origin[0] + size[0] * (y - origin[1] + size[1] * (z - origin[2]));
      visit(at, end[0] - begin[0], [begin[0], y, z]);
    }
  }
}
