import { deflateRawSync } from 'node:zlib';
import { Zip, ZipPassThrough } from 'fflate';

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
      const file = entryOf(key, data);
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

function entryOf(key: string, data: Uint8Array): ZipPassThrough {
  const deflated = key.endsWith('.shard') ? undefined : deflateRawSync(data, { level: 9 });
  return deflated && deflated.length <= MOST_LEFT * data.length
    ? new DeflatedEntry(key, deflated)
    : new ZipPassThrough(key);
}

/** A file that is deflated already; checksum and size are those of what is pushed, the file as it was. */
class DeflatedEntry extends ZipPassThrough {
  override compression = 8;
  private readonly deflated: Uint8Array<ArrayBuffer>;

  constructor(key: string, deflated: Uint8Array<ArrayBuffer>) {
    super(key);
    this.deflated = deflated;
  }

  protected override process(_: Uint8Array, isFinal: boolean): void {
    this.ondata(null, this.deflated, isFinal);
  }
}
