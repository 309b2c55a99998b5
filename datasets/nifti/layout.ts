import { xyz } from '../geometry/index.ts';
import {
  bytesPerFileSample,
  decodeSamples,
  type FileType,
  hostOrder,
  type RawLayout,
  volumeTypeOf,
  widenHalves,
} from '../raw-file/index.ts';
import { samplesFromBytes } from '../volume.ts';
import type { NiftiHeader } from './header.ts';

/** How the samples of a file become voxels: axes i, j, k as x, y, z. */
export function layoutOf(header: NiftiHeader, subject: string): RawLayout {
  const { type, interleaved, scaling } = header;
  return {
    dataOffsetBytes: header.dataOffsetBytes,
    fileSize: header.size,
    axes: xyz(0, 1, 2),
    volumes: header.volumes,
    interleaved,
    bitsPerSample: 8 * bytesPerFileSample(type),
    dataType: scaling ? 'float32' : volumeTypeOf(type),
    decode: (bytes) =>
      scaling
        ? scaled(bytes, header, scaling)
        : decodeSamples(type, bytes, { isBigEndian: header.isBigEndian, subject }),
  };
}

/** In float64, as the formula says; int64 and uint64 beyond 2^53 are rounded to it first. */
function scaled(
  bytes: Uint8Array,
  { type, isBigEndian }: NiftiHeader,
  { slope, inter }: NonNullable<NiftiHeader['scaling']>,
): Float32Array {
  const raw = hostOrder(bytes, bytesPerFileSample(type), isBigEndian);
  const data = type === 'float16' ? widenHalves(new Uint16Array(raw.buffer)) : exact(type, raw);
  return Float32Array.from({ length: data.length }, (_, i) => slope * Number(data[i]) + inter);
}

function exact(type: Exclude<FileType, 'float16'>, raw: Uint8Array<ArrayBuffer>) {
  if (type === 'int64') return new BigInt64Array(raw.buffer);
  return type === 'float64' ? new Float64Array(raw.buffer) : samplesFromBytes(type, raw);
}
