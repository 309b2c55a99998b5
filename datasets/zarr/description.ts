import type { FileType } from '../raw-file/index.ts';

/** A compression of a chunk's bytes, by the name of `codecs/bytes`. */
export interface ByteStage {
  readonly name: string;
  /** For people. */
  readonly label: string;
}

/** How a chunk becomes bytes: dimensions in another order, then samples or a shard, then compressions. */
export interface ChunkCodecs {
  /** For each dimension as stored, the slowest first: which dimension of the array it is. */
  readonly order: readonly number[];
  readonly isBigEndian: boolean;
  /** As encoding applies them; decoding goes backwards. */
  readonly bytes: readonly ByteStage[];
  /** Set where a chunk is a shard of smaller ones; then `isBigEndian` and `bytes` are unused. */
  readonly sharding?: Sharding;
}

export interface Sharding {
  /** Of an inner chunk, in the stored order of dimensions. */
  readonly chunkShape: readonly number[];
  readonly codecs: ChunkCodecs;
  readonly indexIsBigEndian: boolean;
  /** Whether 4 bytes of checksum follow the index. */
  readonly indexHasChecksum: boolean;
  readonly indexAtStart: boolean;
}

/** An array's metadata, of either version. */
export interface ArrayDescription {
  readonly version: 2 | 3;
  readonly shape: readonly number[];
  /** Of an object in the store: a chunk, or a shard. */
  readonly chunkShape: readonly number[];
  readonly fileType: FileType;
  /** In the samples' own type; a number for types of at most 32 bits and floats. */
  readonly fill: number | bigint;
  readonly codecs: ChunkCodecs;
  /** Key of a chunk, relative to the array. */
  readonly keyOf: (position: readonly number[]) => string;
  readonly dimensionNames: readonly (string | undefined)[] | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
}
