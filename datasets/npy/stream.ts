import { CorruptDataError, isFloodlightError, MissingError, TooLargeError } from '../errors.ts';
import { type Box, boxOf, boxSize, mapXyz, type Xyz, xyz } from '../geometry/index.ts';
import { assertInside } from '../memory-volume.ts';
import { dataBytesOf, type ReadBytes, type ReadRange, readRawBox } from '../raw-file/index.ts';
import type { Store } from '../stores/index.ts';
import type { Volume } from '../volume.ts';
import { type NpyHeader, parseNpyHeader } from './header.ts';
import { layoutOfNpy } from './layout.ts';

/** An NPY file as a volume: [z, y, x] or [channel, z, y, x]. */
export interface NpyFileVolume extends Volume {
  readonly warnings: readonly string[];
}

export interface NpyFileOptions {
  /** First voxel of the array. Default: 0, 0, 0. */
  readonly origin?: Xyz;
}

/** numpy writes 128 bytes; a structured type of thousands of fields is refused anyway. */
const MAX_HEADER_BYTES = 2 ** 20;

/**
 * Opens an NPY file by ranges: memory is bounded by the box, whatever the order of the file.
 * @throws MissingError; InvalidDataError for what is no NPY file, or no volume by its shape; UnsupportedError for
 * objects, which are never unpickled, and other types that are no numbers; CorruptDataError where the file is shorter
 * than its header says. Reading: InvalidDataError for negative int64 and float64 beyond float32.
 */
export function openNpy(store: Store, key: string, options: NpyFileOptions = {}): Promise<NpyFileVolume> {
  const subject = `${store.name}/${key}`;
  const read: ReadRange = async (begin, end, signal) => {
    const bytes = await store.get(key, { range: { begin, end }, signal });
    if (bytes) return bytes;
    throw new MissingError({
      subject,
      expected: 'an NPY file',
      got: 'nothing there',
      cure: 'Check the path',
    });
  };
  return npyVolumeOver(read, subject, options);
}

/** The same over anything that gives bytes. */
export async function npyVolumeOver(
  read: ReadRange,
  subject: string,
  { origin = xyz(0, 0, 0) }: NpyFileOptions = {},
): Promise<NpyFileVolume> {
  const header = await readNpyHeader(read, subject);
  const layout = layoutOfNpy(header, subject);
  const end = layout.dataOffsetBytes + dataBytesOf(layout);
  const what = `${end} bytes (${header.shape.join(' x ')} of type ${header.descr})`;
  await orTruncated(() => read(end - 1, end), `${subject}: shape and descr`, what);
  const bounds = boxOf(origin, layout.size);
  const { dataType, numChannels, warnings } = layout;
  return {
    dataType,
    numChannels,
    bounds,
    voxelSizeNm: undefined,
    warnings,
    async read(box, { signal } = {}) {
      assertInside(bounds, box, subject);
      return readRawBox(layout, fromOrigin(box, origin), (first, last) => read(first, last, signal));
    },
  };
}

const fromOrigin = (box: Box, origin: Xyz): Box =>
  boxOf(
    mapXyz((b, i) => b - origin[i], box.begin),
    boxSize(box),
  );

async function readNpyHeader(read: ReadBytes, subject: string): Promise<NpyHeader> {
  const field = `${subject}: header at offset 0`;
  const start = await orTruncated(() => read(0, 12), field, 'at least 12 bytes');
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const length = view.getUint8(6) === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
  const isNpy = view.getUint32(0) === 0x934e554d && view.getUint16(4) === 0x5059;
  if (isNpy && length > MAX_HEADER_BYTES) {
    throw new TooLargeError({
      subject: field,
      expected: `at most ${MAX_HEADER_BYTES} bytes`,
      got: `${length}`,
    });
  }
  const bytes = isNpy ? await orTruncated(() => read(0, length), field, `${length} bytes`) : start;
  return parseNpyHeader(bytes, subject);
}

/** Says of a file that ends too early which field promised more. */
async function orTruncated<T>(read: () => Promise<T>, subject: string, expected: string): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (!isFloodlightError(cause, 'corrupt')) throw cause;
    const cure = 'The file is truncated: copy or save it again';
    throw new CorruptDataError({ subject, expected, got: 'a shorter file', cure, cause });
  }
}
