import { CorruptDataError, isFloodlightError, MissingError } from '../errors.ts';
import { boxOf, type Xyz } from '../geometry/index.ts';
import { assertInside } from '../memory-volume.ts';
import type { Store } from '../stores/index.ts';
import { type Samples, samplesFromBytes, type Volume } from '../volume.ts';
import { HEADER_BYTES, type MrcHeader, parseMrcHeader } from './header.ts';
import { dataBytesOf, hostOrder, type RawLayout, readRawBox } from './read-raw-box.ts';

/** An MRC, REC, MAP or ST file as a volume; its first voxel is 0, 0, 0. */
export interface MrcVolume extends Volume {
  readonly header: MrcHeader;
  /** What a person should know before trusting sizes and signs. */
  readonly warnings: readonly string[];
}

/**
 * Opens an MRC2014 file, either byte order, any axis order, by ranges: memory is bounded by the box. float16 becomes
 * float32, 4-bit samples uint8.
 * @throws MissingError; CorruptDataError naming field and offset, also where the file is shorter than its header
 * says; UnsupportedError for complex and RGB samples.
 */
export async function openMrc(store: Store, key: string): Promise<MrcVolume> {
  const subject = `${store.name}/${key}`;
  const header = parseMrcHeader(await readHeader(store, key, subject), subject);
  const layout: RawLayout = { ...header, volumes: 1, interleaved: 1, decode: decoderOf(header) };
  await assertWhole(store, key, layout);
  const size: [number, number, number] = [0, 0, 0];
  header.axes.forEach((axis, i) => {
    size[axis] = header.fileSize[i as 0];
  });
  const bounds = boxOf([0, 0, 0], size as Xyz);
  const { dataType, voxelSizeNm, warnings } = header;
  return {
    dataType,
    numChannels: 1,
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
    const parts = { expected: 'a header of 1024 bytes', got: 'a shorter file', cause };
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

function decoderOf({ mode, dataType, bitsPerSample, isBigEndian }: MrcHeader): (b: Uint8Array) => Samples {
  if (mode === 101)
    return (bytes) => Uint8Array.from({ length: 2 * bytes.length }, (_, i) => nibble(bytes, i));
  if (mode === 12) return (bytes) => widenHalves(new Uint16Array(hostOrder(bytes, 2, isBigEndian).buffer));
  return (bytes) => samplesFromBytes(dataType, hostOrder(bytes, bitsPerSample / 8, isBigEndian));
}

const nibble = (bytes: Uint8Array, i: number): number => (bytes[i >> 1] >> (4 * (i & 1))) & 15;

/** IEEE 754 half precision: 1 sign, 5 exponent, 10 fraction bits. */
function widenHalves(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >>> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
  });
}
