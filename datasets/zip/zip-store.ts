import { CorruptDataError, MissingError, UnsupportedError } from '../errors.ts';
import type { ReadBytes } from '../raw-file/index.ts';
import { type GetOptions, type Store, sliceRange } from '../stores/index.ts';
import { memberOffset, readZipDirectory, type ZipMember } from './directory.ts';

/** A directory that was read. */
interface Archive {
  readonly fileBytes: number;
  readonly members: ReadonlyMap<string, ZipMember>;
  readonly read: ReadBytes;
}

/**
 * The members of a ZIP file as a store: its directory is read once, then each object by its range. Deflated members are
 * unpacked whole, so that a shard in an archive should be stored.
 * @param key of the archive. @param folder in it, without slashes at its ends; '' is all of it.
 * @throws when read: MissingError without an archive; UnsupportedError from stores that do not tell sizes; CorruptDataError.
 */
export function createZipStore(outer: Store, key: string, folder: string): Store {
  const name = `${outer.name}/${key}`;
  const prefix = folder === '' ? '' : `${folder}/`;
  let archive: Promise<Archive> | undefined;
  const open = (): Promise<Archive> => {
    archive ??= openArchive(outer, key, name).catch((error: unknown) => {
      archive = undefined;
      throw error;
    });
    return archive;
  };
  const find = async (own: string) => (await open()).members.get(prefix + own);
  return {
    name: folder === '' ? name : `${name}/${folder}`,
    async get(own, options = {}) {
      const member = await find(own);
      return member && readMember(await open(), member, options, `${name}: ${member.name}`);
    },
    size: async (own) => (await find(own))?.bytes,
    async *list(start) {
      for (const member of (await open()).members.keys())
        if (member.startsWith(prefix + start) && !member.endsWith('/')) yield member.slice(prefix.length);
    },
  };
}

async function openArchive(outer: Store, key: string, subject: string): Promise<Archive> {
  if (!outer.size) {
    const cure = 'Copy the archive to a folder or a web server';
    throw new UnsupportedError({ subject, expected: 'a store that tells sizes', got: outer.name, cure });
  }
  const fileBytes = await outer.size(key);
  if (fileBytes === undefined) throw noArchive(subject);
  const read: ReadBytes = async (begin, end) => {
    const bytes = await outer.get(key, { range: { begin, end } });
    if (!bytes) throw noArchive(subject);
    return bytes;
  };
  const members = await readZipDirectory(read, fileBytes, subject);
  return { fileBytes, members: new Map(members.map((member) => [member.name, member])), read };
}

async function readMember(
  { read, fileBytes }: Archive,
  member: ZipMember,
  { range }: GetOptions,
  subject: string,
): Promise<Uint8Array> {
  const begin = await memberOffset(read, member, { fileBytes, subject });
  if (!member.isDeflated) {
    const { begin: from, end = member.bytes } = range ?? { begin: 0 };
    if (from > member.bytes || end > member.bytes)
      return sliceRange(new Uint8Array(member.bytes), range, subject);
    return read(begin + from, begin + end);
  }
  const packed = await read(begin, begin + member.packedBytes);
  return sliceRange(await inflateRaw(packed, member.bytes, subject), range, subject);
}

/** @throws CorruptDataError unless exactly so many bytes come out. */
async function inflateRaw(packed: Uint8Array, length: number, subject: string): Promise<Uint8Array> {
  const stream = new Blob([packed as Uint8Array<ArrayBuffer>]).stream();
  const reader = stream.pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const parts: Uint8Array[] = [];
  let total = 0;
  let cause: unknown;
  try {
    for (let next = await reader.read(); !next.done && total <= length; next = await reader.read()) {
      parts.push(next.value);
      total += next.value.length;
    }
  } catch (error) {
    cause = error;
  }
  if (cause === undefined && total === length) {
    const all = new Uint8Array(total);
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
  const cure = 'The archive is truncated or damaged: copy or save it again';
  throw new CorruptDataError({ subject, expected: `${length} bytes unpacked`, got: 'others', cure, cause });
}

const noArchive = (subject: string) =>
  new MissingError({ subject, expected: 'a ZIP file', got: 'nothing there', cure: 'Check the address' });
