import { CorruptDataError } from '../errors.ts';
import { mapXyz, withoutFloat32Noise, type Xyz, xyz } from '../geometry/index.ts';
import type { FileType } from '../raw-file/index.ts';

export const HEADER_BYTES = 1024;

/** What a reader needs of the 1024-byte header of MRC2014. */
export interface MrcHeader {
  readonly mode: number;
  readonly type: FileType;
  readonly bitsPerSample: number;
  /** Samples of one voxel: 2 for complex numbers, real before imaginary; 3 for colours. */
  readonly interleaved: number;
  readonly isBigEndian: boolean;
  /** Columns, rows, sections, as they lie in the file. */
  readonly fileSize: Xyz;
  /** Which axis (0 x, 1 y, 2 z) columns, rows and sections run along. */
  readonly axes: Xyz;
  /** Undefined where the header leaves it out. */
  readonly voxelSizeNm: Xyz | undefined;
  readonly dataOffsetBytes: number;
  readonly warnings: readonly string[];
}

interface Mode {
  readonly type: FileType;
  readonly bits: number;
  readonly interleaved?: number;
}

const MODES: Readonly<Record<number, Mode>> = {
  0: { type: 'int8', bits: 8 },
  1: { type: 'int16', bits: 16 },
  2: { type: 'float32', bits: 32 },
  3: { type: 'int16', bits: 16, interleaved: 2 },
  4: { type: 'float32', bits: 32, interleaved: 2 },
  6: { type: 'uint16', bits: 16 },
  12: { type: 'float16', bits: 16 },
  // IMOD's own, in files without the stamp too.
  16: { type: 'uint8', bits: 8, interleaved: 3 },
  101: { type: 'uint8', bits: 4 },
};

/** More than any microscope gives: a number beyond it is one read in the wrong byte order. */
const MAX_EDGE = 2 ** 20;
const IMOD_STAMP = 1146047817;
const ANGSTROM_PER_NM = 10;

/**
 * Parses the header. Byte order: by the machine stamp, unless only the other one gives sizes and a mode that can be.
 * @throws CorruptDataError naming field and offset.
 */
export function parseMrcHeader(bytes: Uint8Array, subject: string): MrcHeader {
  if (bytes.length < HEADER_BYTES) throw bad(subject, 'header at offset 0', '1024 bytes', `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const warnings: string[] = [];
  const isBigEndian = byteOrder(view, warnings);
  const i32 = (offset: number) => view.getInt32(offset, !isBigEndian);
  const fileSize = xyz(i32(0), i32(4), i32(8));
  ['nx', 'ny', 'nz'].forEach((name, i) => {
    const n = fileSize[i as 0];
    if (n < 1 || n > MAX_EDGE) throw bad(subject, `${name} at offset ${4 * i}`, `1 to ${MAX_EDGE}`, `${n}`);
  });
  const mode = i32(12);
  const { bits, type, interleaved = 1 } = modeOf(mode, subject);
  if (interleaved === 2)
    warnings.push('complex numbers: channel 0 is the real part, channel 1 the imaginary one');
  const nsymbt = i32(92);
  if (nsymbt < 0) throw bad(subject, 'nsymbt at offset 92', 'a length >= 0', `${nsymbt}`);
  return {
    mode,
    type: mode === 0 ? byteType(view, !isBigEndian, warnings) : type,
    bitsPerSample: bits,
    interleaved,
    isBigEndian,
    fileSize,
    axes: axesOf([i32(64), i32(68), i32(72)], subject),
    voxelSizeNm: voxelSizeOf(view, !isBigEndian, warnings),
    dataOffsetBytes: HEADER_BYTES + nsymbt,
    warnings,
  };
}

const bad = (subject: string, field: string, expected: string, got: string) =>
  new CorruptDataError({
    subject: `${subject}: ${field}`,
    expected,
    got,
    cure: 'The file is no MRC file, or is damaged: export it again',
  });

function modeOf(mode: number, subject: string): Mode {
  const known = MODES[mode];
  if (known) return known;
  throw bad(subject, 'mode at offset 12', `one of ${Object.keys(MODES).join(', ')}`, `${mode}`);
}

/** @returns whether big-endian. */
function byteOrder(view: DataView, warnings: string[]): boolean {
  const stamp = view.getUint16(212, false);
  const stamped = stamp === 0x1111 ? true : stamp === 0x4444 || stamp === 0x4441 ? false : undefined;
  const order = stamped ?? false;
  if (isPlausible(view, order) || !isPlausible(view, !order)) return order;
  if (stamped !== undefined) warnings.push('the machine stamp at offset 212 contradicts the header: ignored');
  return !order;
}

function isPlausible(view: DataView, isBigEndian: boolean): boolean {
  const i32 = (offset: number) => view.getInt32(offset, !isBigEndian);
  const mode = i32(12);
  return [i32(0), i32(4), i32(8)].every((n) => n >= 1 && n <= MAX_EDGE) && mode in MODES;
}

/** Mode 0 is signed by the standard; older IMOD wrote it unsigned, and newer IMOD says which. */
function byteType(view: DataView, little: boolean, warnings: string[]): 'int8' | 'uint8' {
  if (view.getInt32(152, little) === IMOD_STAMP) return view.getInt32(156, little) & 1 ? 'int8' : 'uint8';
  const [least, most] = [view.getFloat32(76, little), view.getFloat32(80, little)];
  if (!(least >= 0 && most > 127 && most <= 255)) return 'int8';
  warnings.push(`mode 0 read as unsigned, since the header says values reach ${most}`);
  return 'uint8';
}

/** Old files leave the three zero. */
function axesOf(map: readonly number[], subject: string): Xyz {
  if (map.every((axis) => axis === 0)) return xyz(0, 1, 2);
  if ([...map].sort().join() === '1,2,3') return xyz(map[0] - 1, map[1] - 1, map[2] - 1);
  throw bad(subject, 'mapc, mapr, maps at offset 64', '1, 2 and 3 in some order', map.join(', '));
}

function voxelSizeOf(view: DataView, little: boolean, warnings: string[]): Xyz | undefined {
  const size = [0, 4, 8].map(
    (i) => view.getFloat32(40 + i, little) / view.getInt32(28 + i, little) / ANGSTROM_PER_NM,
  );
  if (size.every((n) => n > 0 && Number.isFinite(n)))
    return mapXyz(withoutFloat32Noise, xyz(size[0], size[1], size[2]));
  warnings.push('the header gives no voxel size (cell at offset 40, intervals at offset 28)');
  return undefined;
}
