/** Writes PNG files chunk by chunk from the standard's text, so that tests do not trust the library they test. */
import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** PNG's colour type for grey. */
export const GREY = 0;

export interface Png {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 8 | 16;
  readonly colourType?: number;
  /** Row by row; 16-bit samples are written big-endian, as PNG has them. */
  readonly samples: readonly number[];
  /** Adds a gAMA chunk of 1.0, which must not change samples. */
  readonly withGamma?: boolean;
}

export function encodePng({
  width,
  height,
  bitDepth,
  colourType = GREY,
  samples,
  withGamma,
}: Png): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bitDepth, colourType], 8);
  const perRow = samples.length / height;
  const rows = Array.from({ length: height }, (_, y) => {
    const row = samples.slice(y * perRow, (y + 1) * perRow);
    // Each row begins with its filter, 0: none.
    return [0, ...(bitDepth === 8 ? row : row.flatMap((v) => [v >> 8, v & 255]))];
  });
  const gamma = withGamma ? [chunk('gAMA', Buffer.from([0, 1, 0x86, 0xa0]))] : [];
  return Buffer.concat([
    Buffer.from(SIGNATURE),
    chunk('IHDR', header),
    ...gamma,
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  out.set(body, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
