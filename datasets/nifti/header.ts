import { CorruptDataError, UnsupportedError } from '../errors.ts';
import { withoutFloat32Noise, type Xyz, xyz } from '../geometry/index.ts';
import { bytesPerFileSample, type FileType, typeWarning } from '../raw-file/index.ts';
import { affineOf, type NiftiAffine, turnWarning } from './affine.ts';
import type { Fields } from './fields.ts';

/** The longer of the two headers. */
export const MAX_HEADER_BYTES = 540;

/** What a reader needs of a NIfTI-1 or NIfTI-2 header. */
export interface NiftiHeader {
  readonly version: 1 | 2;
  readonly isBigEndian: boolean;
  readonly type: FileType;
  /** Samples of one voxel: 3 or 4 for colours, 2 for complex numbers, real before imaginary. */
  readonly interleaved: number;
  readonly size: Xyz;
  /** The fourth dimension, or the fifth (vectors) where the fourth is 1. */
  readonly volumes: number;
  /** From voxel centres (i, j, k) to the header's world, +x right, +y anterior, +z superior, in nanometres. */
  readonly affineNm: NiftiAffine;
  /** Lengths of the affine's columns, of NIfTI-1 to the seven digits that float32 holds. */
  readonly voxelSizeNm: Xyz | undefined;
  readonly dataOffsetBytes: number;
  /** Value = slope * sample + inter; undefined where that changes nothing. */
  readonly scaling: { readonly slope: number; readonly inter: number } | undefined;
  readonly warnings: readonly string[];
}

interface NiftiType {
  readonly type: FileType;
  readonly interleaved?: number;
}

const TYPES: Readonly<Record<number, NiftiType>> = {
  2: { type: 'uint8' },
  4: { type: 'int16' },
  8: { type: 'int32' },
  16: { type: 'float32' },
  32: { type: 'float32', interleaved: 2 },
  64: { type: 'float64' },
  128: { type: 'uint8', interleaved: 3 },
  256: { type: 'int8' },
  512: { type: 'uint16' },
  768: { type: 'uint32' },
  1024: { type: 'int64' },
  1280: { type: 'uint64' },
  1792: { type: 'float64', interleaved: 2 },
  2304: { type: 'uint8', interleaved: 4 },
};
const REFUSED: Readonly<Record<number, string>> = { 1: 'single bits', 1536: 'float128', 2048: 'complex256' };

/** Offsets of the two versions; `dim` has 8 entries of `dimBytes`, reals `realBytes`. */
const LAYOUTS = {
  1: { dim: 40, dimBytes: 2, type: 70, bits: 72, pixdim: 76, real: 4, slope: 112, units: 123 },
  2: { dim: 16, dimBytes: 8, type: 12, bits: 14, pixdim: 104, real: 8, slope: 176, units: 500 },
} as const;
const LEAST_OFFSET = { 1: 352, 2: 544 } as const;
const MAGIC = { 1: [344, 'n+1\0'], 2: [4, 'n+2\0\r\n\x1a\n'] } as const;
const NM_PER_UNIT: Readonly<Record<number, number>> = { 1: 1e9, 2: 1e6, 3: 1e3 };

/**
 * Parses the header of a single-file NIfTI-1 or -2, either byte order.
 * @param bytes at least the file's first 540, or all it has.
 * @throws CorruptDataError naming field and offset; UnsupportedError for sample types and pairs of files.
 */
export function parseNiftiHeader(bytes: Uint8Array, subject: string): NiftiHeader {
  const fields = fieldsOf(bytes, subject);
  const { version, little, view } = fields;
  const layout = LAYOUTS[version];
  assertMagic(fields);
  const { type, interleaved = 1 } = typeOf(fields);
  const { size, volumes } = dimensionsOf(fields);
  const warnings: string[] = [];
  const code = version === 1 ? view.getUint8(layout.units) : view.getInt32(layout.units, little);
  if (!NM_PER_UNIT[code & 7]) warnings.push('the header names no unit of length: millimetres assumed');
  const affineNm = affineOf(fields, NM_PER_UNIT[code & 7] ?? 1e6);
  for (const warning of [typeWarning(type), turnWarning(affineNm)]) if (warning) warnings.push(warning);
  if (interleaved === 2)
    warnings.push('complex numbers: channel 0 is the real part, channel 1 the imaginary one');
  return {
    version,
    isBigEndian: !little,
    type,
    interleaved,
    size,
    volumes,
    affineNm,
    voxelSizeNm: voxelSizeOf(affineNm, version, warnings),
    dataOffsetBytes: offsetOf(fields),
    scaling: scalingOf(fields),
    warnings,
  };
}

function bad(subject: string, field: string, expected: string, got: string): CorruptDataError {
  const cure = 'The file is no NIfTI file, or is damaged: export it again';
  return new CorruptDataError({ subject: `${subject}: ${field}`, expected, got, cure });
}

function fieldsOf(bytes: Uint8Array, subject: string): Fields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const little of [true, false]) {
    const length = bytes.length >= 4 ? view.getInt32(0, little) : 0;
    if (length !== 348 && length !== 540) continue;
    if (bytes.length < length) throw bad(subject, 'header at offset 0', `${length} bytes`, `${bytes.length}`);
    const version = length === 348 ? 1 : 2;
    const real = (offset: number) =>
      version === 1 ? view.getFloat32(offset, little) : view.getFloat64(offset, little);
    return { version, subject, little, view, real };
  }
  const got = bytes.length < 4 ? `${bytes.length} bytes` : `${view.getInt32(0, true)}`;
  throw bad(subject, 'sizeof_hdr at offset 0', '348 or 540', got);
}

function assertMagic({ version, subject, view }: Fields): void {
  const [offset, magic] = MAGIC[version];
  const text = Array.from(magic, (_, i) => String.fromCharCode(view.getUint8(offset + i))).join('');
  if (text === magic) return;
  if (/^ni[12]/.test(text)) {
    const cure = 'Convert the .hdr and .img pair to one .nii file';
    throw new UnsupportedError({ subject, expected: 'one file', got: 'the header of a pair of files', cure });
  }
  throw bad(subject, `magic at offset ${offset}`, JSON.stringify(magic), JSON.stringify(text));
}

function typeOf({ version, subject, view, little }: Fields): NiftiType {
  const { type, bits } = LAYOUTS[version];
  const code = view.getInt16(type, little);
  const known = TYPES[code];
  const got = `${code}${REFUSED[code] ? ` (${REFUSED[code]})` : ''}`;
  const expected = `one of ${Object.keys(TYPES).join(', ')}`;
  if (!known && REFUSED[code]) {
    const cure = 'Save it as float32 or an integer type';
    throw new UnsupportedError({ subject: `${subject}: datatype at offset ${type}`, expected, got, cure });
  }
  if (!known) throw bad(subject, `datatype at offset ${type}`, expected, got);
  const bitpix = view.getInt16(bits, little);
  const bitsPerVoxel = 8 * bytesPerFileSample(known.type) * (known.interleaved ?? 1);
  if (bitpix !== bitsPerVoxel) throw bad(subject, `bitpix at offset ${bits}`, `${bitsPerVoxel}`, `${bitpix}`);
  return known;
}

function dimensionsOf({ version, subject, view, little }: Fields): { size: Xyz; volumes: number } {
  const { dim, dimBytes } = LAYOUTS[version];
  const at = (i: number) =>
    dimBytes === 2 ? view.getInt16(dim + 2 * i, little) : Number(view.getBigInt64(dim + 8 * i, little));
  const rank = at(0);
  const field = (i: number) => `dim[${i}] at offset ${dim + dimBytes * i}`;
  if (rank < 1 || rank > 7) throw bad(subject, field(0), '1 to 7', `${rank}`);
  const dims = [1, 2, 3, 4, 5, 6, 7].map((i) => (i <= rank ? at(i) : 1));
  dims.forEach((n, i) => {
    // Sizes that a number cannot hold exactly cannot be a file's either.
    if (!(n >= 1 && n < 2 ** 31)) throw bad(subject, field(i + 1), '1 to 2^31 - 1', `${n}`);
  });
  const [nx, ny, nz, t, vector, ...others] = dims;
  if ((t > 1 && vector > 1) || others.some((n) => n > 1) || t * vector > 2 ** 15) {
    const got = dims.slice(0, rank).join(' x ');
    const cure = 'Extract one time or channel';
    throw new UnsupportedError({ subject, expected: 'three dimensions and at most one more', got, cure });
  }
  return { size: xyz(nx, ny, nz), volumes: t * vector };
}

function offsetOf({ version, subject, view, little }: Fields): number {
  const at = version === 1 ? 108 : 168;
  const offset = version === 1 ? view.getFloat32(at, little) : Number(view.getBigInt64(at, little));
  if (Number.isSafeInteger(offset) && offset >= LEAST_OFFSET[version]) return offset;
  throw bad(
    subject,
    `vox_offset at offset ${at}`,
    `an integer from ${LEAST_OFFSET[version]} on`,
    `${offset}`,
  );
}

/** A slope of 0 says that there is no scaling. */
function scalingOf({ version, subject, real }: Fields): NiftiHeader['scaling'] {
  const { slope: at, real: bytes } = LAYOUTS[version];
  const [slope, inter] = [real(at), real(at + bytes)];
  // nibabel writes NaN for "not set", as SPM does.
  if (slope === 0 || Number.isNaN(slope) || (slope === 1 && inter === 0)) return undefined;
  if (Number.isFinite(slope) && Number.isFinite(inter)) return { slope, inter };
  throw bad(subject, `scl_slope, scl_inter at offset ${at}`, 'finite numbers', `${slope}, ${inter}`);
}

function voxelSizeOf(affine: NiftiAffine, version: 1 | 2, warnings: string[]): Xyz | undefined {
  const lengths = [0, 1, 2].map((c) => Math.hypot(affine[0][c], affine[1][c], affine[2][c]));
  const size = version === 1 ? lengths.map(withoutFloat32Noise) : lengths;
  if (size.every((n) => n > 0 && Number.isFinite(n))) return xyz(size[0], size[1], size[2]);
  warnings.push('the header gives no voxel size');
  return undefined;
}
