import { CorruptDataError, isFloodlightError, MissingError } from '../errors.ts';
import { boxOf, type Xyz } from '../geometry/index.ts';
import { assertInside } from '../memory-volume.ts';
import { dataBytesOf, decodeSamples, type RawLayout, readRawBox, volumeTypeOf } from '../raw-file/index.ts';
import type { Store } from '../stores/index.ts';
import type { Samples, Volume } from '../volume.ts';
import { HEADER_BYTES, type MrcHeader, parseMrcHeader } from './header.ts';

/** An MRC, REC, MAP or ST file as a volume; its first voxel is 0, 0, 0. */
export interface MrcVolume extends Volume {
  readonly header: MrcHeader;
  /** What a person should know before trusting sizes and signs. */
  readonly warnings: readonly string[];
}

/**
 * Opens an MRC2014 file, either byte order, any axis order, by ranges: memory is bounded by the box. float16 becomes
 * float32, 4-bit samples uint8; complex numbers and colours are channels.
 * @throws MissingError; CorruptDataError naming field and offset, also where the file is shorter than its header
 * says.
 */
export async function openMrc(store: Store, key: string): Promise<MrcVolume> {
  const subject = `${store.name}/${key}`;
  const header = parseMrcHeader(await readHeader(store, key, subject), subject);
  const dataType = volumeTypeOf(header.type);
  const layout: RawLayout = { ...header, dataType, volumes: 1, decode: decoderOf(header, subject) };
  await assertWhole(store, key, layout);
  const size: [number, number, number] = [0, 0, 0];
  header.axes.forEach((axis, i) => {
    size[axis] = header.fileSize[i as 0];
  });
  const bounds = boxOf([0, 0, 0], size as Xyz);
  const { voxelSizeNm, warnings, interleaved } = header;
  return {
    dataType,
    numChannels: interleaved,
    bounds,
    voxelSizeNm,
    header,
    warnings,
    async read(box, { signal } = {}) {
      assertInside(bounds, box, subject);
      return readRawBox(layout, box, async (begin, end) => {
        const bytes = await store.get(key, { range: { begin, end }, signal });
        return bytes ?? Promise.reject(missing(subject));
      });
    },
  };
}

const missing = (subject: string) =>
  new MissingError({ subject, expected: 'an MRC file', got: 'nothing there', cure: 'Check the path' });

async function readHeader(store: Store, key: string, subject: string): Promise<Uint8Array> {
  try {
    const bytes = await store.get(key, { range: { begin: 0, end: HEADER_BYTES } });
    if (bytes) return bytes;
  } catch (cause) {
    if (!isFloodlightError(cause, 'corrupt')) throw cause;
    const cure = 'The file is truncated: copy or export it again';
    const parts = { expected: 'a header of 1024 bytes', got: 'a shorter file', cure, cause };
    throw new CorruptDataError({ ...parts, subject: `${subject}: header at offset 0` });
  }
  throw missing(subject);
}

/** Stores do not tell sizes; the last byte is there or the file is too short. */
async function assertWhole(store: Store, key: string, layout: RawLayout): Promise<void> {
  const end = layout.dataOffsetBytes + dataBytesOf(layout);
  try {
    await store.get(key, { range: { begin: end - 1, end } });
  } catch (cause) {
    if (!isFloodlightError(cause, 'corrupt')) throw cause;
    throw new CorruptDataError({
      subject: `${store.name}/${key}: nx, ny, nz at offset 0, nsymbt at offset 92`,
      expected: `${end} bytes (${layout.fileSize.join(' x ')} from offset ${layout.dataOffsetBytes} on)`,
      got: 'a shorter file',
      cure: 'The file is truncated: copy or export it again',
      cause,
    });
  }
}

function decoderOf({ mode, type, isBigEndian }: MrcHeader, subject: string): (b: Uint8Array) => Samples {
  if (mode === 101)
    return (bytes) => Uint8Array.from({ length: 2 * bytes.length }, (_, i) => nibble(bytes, i));
  return (bytes) => decodeSamples(type, bytes, { isBigEndian, subject });
}

const nibble = (bytes: Uint8Array, i: number): number => (bytes[i >> 1] >> (4 * (i & 1))) & 15;
