import { deflateRawSync } from 'node:zlib';
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';

/** An object of a dataset: its path in the archive, its bytes as readers take them. */
export type PageFile = readonly [key: string, bytes: Uint8Array];

/** The same bytes whenever it is made. */
const NO_TIME = new Date(1980, 0, 1);

/** What is unpacked whole for each small part of it would be slow; what hardly shrinks is not worth it. */
const MOST_LEFT = 0.9;

/** An archive that grows file by file. */
export interface Packing {
  /** Bytes of the archive so far, without its directory. */
  readonly bytes: number;
  add(file: PageFile): void;
  end(): Uint8Array;
}

/** Packs a ZIP archive: shards are stored, since they are read in parts; other files are deflated where that pays. */
export function createPacking(): Packing {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const zip = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
    bytes += part.length;
  });
  return {
    get bytes() {
      return bytes;
    },
    add([key, data]) {
      const file = isWorthIt(key, data) ? new ZipDeflate(key, { level: 9 }) : new ZipPassThrough(key);
      file.mtime = NO_TIME;
      zip.add(file);
      file.push(data, true);
    },
    end() {
      zip.end();
      return Buffer.concat(parts);
    },
  };
}

const isWorthIt = (key: string, data: Uint8Array): boolean =>
  !key.endsWith('.shard') && deflateRawSync(data).length <= MOST_LEFT * data.length;
