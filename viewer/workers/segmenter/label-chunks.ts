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
import { type ChunkGrid, chunkBox, chunksIn, createChunkGrid } from '../../../datasets/precomputed/index.ts';
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

export const createLabelChunks = (store: WritableStore, bounds: Box): LabelChunks =>
  new StoredChunks(store, bounds);

class StoredChunks implements LabelChunks {
  private readonly store: WritableStore;
  private readonly grid: ChunkGrid;
  /** The latest is last. */
  private readonly loaded = new Map<string, LabelBlock>();
  private readonly dirty = new Set<string>();

  constructor(store: WritableStore, bounds: Box) {
    this.store = store;
    this.grid = createChunkGrid(bounds, xyz(LABEL_CHUNK, LABEL_CHUNK, LABEL_CHUNK));
  }

  async chunk(index: Xyz): Promise<LabelBlock> {
    const block = await this.load(index);
    this.forget();
    return block;
  }

  async read(box: Box): Promise<LabelBlock> {
    const target = createBlock('uint32', boxSize(box)) as LabelBlock;
    for (const index of this.indices(box)) {
      const block = await this.load(index);
      const { begin: origin, end } = chunkBox(this.grid, index);
      const common = intersectBoxes({ begin: origin, end }, box);
      if (common) copyBox({ block, origin }, { block: target, origin: box.begin }, common);
    }
    this.forget();
    return target;
  }

  async paint(label: number, begin: Xyz, mask: VoxelBlock): Promise<Painted> {
    let gained = 0;
    const chunks = await this.change({ begin, end: sum(begin, mask.size) }, (part) => {
      const { won, lost } = paintPart(label, begin, mask, part);
      gained += won - lost;
      return won + lost;
    });
    return { chunks, gained };
  }

  erase(label: number, box: Box): Promise<readonly Xyz[]> {
    return this.change(box, (part) => erasePart(label, part));
  }

  indices(box: Box): Xyz[] {
    return [...chunksIn(this.grid, box)];
  }

  async save(): Promise<void> {
    for (const key of this.dirty) {
      const { data } = this.loaded.get(key)!;
      await this.store.put(key, await gzip(new Uint8Array(data.buffer as ArrayBuffer)));
      this.dirty.delete(key);
    }
    this.forget();
  }

  /** @param visit counts what it changed. @returns the chunks in which something was. */
  private async change(box: Box, visit: (part: Part) => number): Promise<Xyz[]> {
    const chunks: Xyz[] = [];
    for (const index of this.indices(box)) {
      const block = await this.load(index);
      const place = chunkBox(this.grid, index);
      const common = intersectBoxes(place, box);
      if (!common || visit({ block, origin: place.begin, box: common }) === 0) continue;
      chunks.push(index);
      this.dirty.add(keyOf(index));
    }
    return chunks;
  }

  private async load(index: Xyz): Promise<LabelBlock> {
    const key = keyOf(index);
    const size = boxSize(chunkBox(this.grid, index));
    const read = this.loaded.get(key) ?? (await readChunk(this.store, key, size));
    // Two may have asked at once: both get the first.
    const block = this.loaded.get(key) ?? read;
    this.loaded.delete(key);
    this.loaded.set(key, block);
    return block;
  }

  private forget(): void {
    for (const key of this.loaded.keys()) {
      if (this.loaded.size <= MOST_IN_MEMORY) return;
      if (!this.dirty.has(key)) this.loaded.delete(key);
    }
  }
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
}

function paintPart(label: number, begin: Xyz, mask: VoxelBlock, part: Part): { won: number; lost: number } {
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
  return { won, lost };
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
