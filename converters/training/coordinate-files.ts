import { createReadStream, existsSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CorruptDataError, InvalidDataError, MissingError } from '../../datasets/errors.ts';
import { type Coordinate, createRandom, decodeExample, readRecords } from '../../ffn/training/index.ts';
import { expandGlob } from '../inputs/index.ts';

/**
 * The files that a flag names: paths, globs and `NAME@N` (NAME-00000-of-0000N and so on) between commas.
 * @throws MissingError for one that leads to no file.
 */
export async function findCoordinateFiles(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const pattern of text.split(',').map((part) => part.trim())) {
    const names = await expand(pattern);
    for (const name of names) if (!existsSync(name)) throw missing(name);
    if (names.length === 0) throw missing(pattern);
    found.push(...names);
  }
  return found;
}

async function expand(pattern: string): Promise<string[]> {
  const [, name, count] = /^(.+)@(\d{1,5})$/.exec(pattern) ?? [];
  if (name !== undefined) {
    const pad = (n: number | string) => `${n}`.padStart(5, '0');
    return Array.from({ length: Number(count) }, (_, i) => `${name}-${pad(i)}-of-${pad(Number(count))}`);
  }
  return expandGlob(pattern);
}

const missing = (subject: string) =>
  new MissingError({
    subject,
    expected: 'a file of coordinates',
    got: 'none',
    cure: 'Write one with `floodlight coordinates`',
  });

export interface CoordinateOrder {
  /** Decides the order of the files, anew in each pass over them. */
  readonly seed: number;
  /** How many coordinates to pass over. */
  readonly first: number;
}

/** Streams of random numbers that no example has, from the last one downwards. */
const LAST_STREAM = 2 ** 32 - 1;

/**
 * Coordinates of TFRecord files, gzipped or not, without end: the files in a random order, each from its first record to its last, then
 * again. What is passed over is checked and not decoded; whole passes are not read.
 * @throws CorruptDataError for damaged files; InvalidDataError for records of other features, and where there is no record.
 */
export async function* readCoordinates(
  files: readonly string[],
  { seed, first }: CoordinateOrder,
): AsyncGenerator<Coordinate> {
  let skip = first;
  for (let pass = 0; ; pass++) {
    let count = 0;
    for (const file of orderOf(files, seed, pass)) {
      let number = 0;
      for await (const records of readRecords(unpacked(file), file)) {
        for (const record of records) {
          number++;
          if (skip > 0) skip--;
          else yield decodeExample(record, `${file}: record ${number}`);
        }
      }
      count += number;
    }
    if (count === 0) throw empty(files);
    const passes = Math.floor(skip / count);
    pass += passes;
    skip -= passes * count;
  }
}

function orderOf(files: readonly string[], seed: number, pass: number): string[] {
  const random = createRandom(seed, LAST_STREAM - pass);
  const order = [...files];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** What gzip files begin with; no record of a size that we read does. */
const GZIP = [0x1f, 0x8b];

async function* unpacked(file: string): AsyncGenerator<Uint8Array> {
  const isGzip = await beginsWith(file, GZIP);
  const source = createReadStream(file);
  const bytes = isGzip ? pipeline(source, createGunzip(), () => undefined) : source;
  try {
    for await (const chunk of bytes) yield chunk as Uint8Array;
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && `${cause.code}`.startsWith('Z_'))) throw cause;
    throw new CorruptDataError({
      subject: file,
      expected: 'a whole gzip stream',
      got: cause.message,
      cure: 'Write or copy it again',
      cause,
    });
  } finally {
    source.destroy();
  }
}

async function beginsWith(file: string, bytes: readonly number[]): Promise<boolean> {
  for await (const chunk of createReadStream(file, { end: bytes.length - 1 }))
    return bytes.every((byte, i) => (chunk as Uint8Array)[i] === byte);
  return false;
}

const empty = (files: readonly string[]) =>
  new InvalidDataError({
    subject: files.join(', '),
    expected: 'coordinates to train with',
    got: 'no record',
    cure: 'Write them with `floodlight coordinates`',
  });
