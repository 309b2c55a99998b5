/** Neuroglancer's own compressed_segmentation, as published on npm: the second implementation. */
import { decodeChannels as decode32 } from 'neuroglancer/unstable/sliceview/compressed_segmentation/decode_uint32.js';
import { decodeChannels as decode64 } from 'neuroglancer/unstable/sliceview/compressed_segmentation/decode_uint64.js';
import { encodeChannels as encode32 } from 'neuroglancer/unstable/sliceview/compressed_segmentation/encode_uint32.js';
import { encodeChannels as encode64 } from 'neuroglancer/unstable/sliceview/compressed_segmentation/encode_uint64.js';
import { Uint32ArrayBuilder } from 'neuroglancer/unstable/util/uint32array_builder.js';
import type { Xyz } from '../../../datasets/geometry/index.ts';

export type Labels = Uint32Array | BigUint64Array;

export function decodeByNeuroglancer(
  bytes: Uint8Array,
  out: Labels,
  size: Xyz,
  numChannels: number,
  blockSize: Xyz,
) {
  const data = new Uint32Array(bytes.slice().buffer);
  const lanes = new Uint32Array(out.buffer, out.byteOffset, out.byteLength / 4);
  const decode = out instanceof BigUint64Array ? decode64 : decode32;
  decode(lanes, data, 0, [...size, numChannels], blockSize);
  return out;
}

export function encodeByNeuroglancer(
  labels: Labels,
  size: Xyz,
  numChannels: number,
  blockSize: Xyz,
): Uint8Array {
  const output = new Uint32ArrayBuilder();
  const lanes = new Uint32Array(labels.buffer);
  const encode = labels instanceof BigUint64Array ? encode64 : encode32;
  encode(output, blockSize, lanes, [...size, numChannels]);
  return new Uint8Array(output.view.slice().buffer);
}
