/** A decompressed segment, of which rows are as wide as the segment. */
export interface Rows {
  /** Samples of a row: pixels times samples side by side. */
  readonly samples: number;
  /** Samples of a pixel that lie side by side. */
  readonly stride: number;
}

/**
 * Undoes horizontal differencing (predictor 2), in place: each sample is the sum of the differences before it in its row
 * and channel, modulo the type's range.
 */
export function addDifferences(
  data: Uint8Array | Uint16Array | Uint32Array | BigUint64Array,
  { samples, stride }: Rows,
): void {
  if (data instanceof BigUint64Array) {
    for (let begin = 0; begin < data.length; begin += samples) {
      for (let i = begin + stride; i < begin + samples; i++) data[i] = data[i] + data[i - stride];
    }
    return;
  }
  for (let begin = 0; begin < data.length; begin += samples) {
    for (let i = begin + stride; i < begin + samples; i++) data[i] = data[i] + data[i - stride];
  }
}

/**
 * Undoes the floating-point predictor (3): bytes of a row are differences, and lie by significance, the highest byte of
 * all samples first, whatever the file's byte order (Adobe's TIFF Technical Note 3; libtiff 4.5 writes big-endian files on
 * little-endian machines otherwise, and those read as noise).
 * @param width bytes of a sample.
 * @returns little-endian samples.
 */
export function joinFloatBytes(
  bytes: Uint8Array,
  { samples, stride }: Rows,
  width: number,
): Uint8Array<ArrayBuffer> {
  const rowBytes = samples * width;
  const out = new Uint8Array(bytes.length);
  const row = new Uint8Array(rowBytes);
  for (let begin = 0; begin + rowBytes <= bytes.length; begin += rowBytes) {
    row.set(bytes.subarray(begin, begin + rowBytes));
    for (let i = stride; i < rowBytes; i++) row[i] = row[i] + row[i - stride];
    for (let plane = 0; plane < width; plane++) {
      const significance = width - 1 - plane;
      for (let i = 0; i < samples; i++) out[begin + i * width + significance] = row[plane * samples + i];
    }
  }
  return out;
}
