import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeChunk, encodeChunk, registerCodec } from '../../../datasets/codecs/index.ts';
import { CorruptDataError, InvalidDataError, UnsupportedError } from '../../../datasets/errors.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { DATA_TYPES } from '../../../datasets/volume.ts';
import { assertSameSamples, randomSamples } from '../support/blocks.ts';

const size = xyz(5, 3, 2);

test('raw: little-endian, x fastest, planar channels, every type', async () => {
  const shape = { dataType: 'uint16', size: xyz(2, 1, 1), numChannels: 2 } as const;
  const bytes = Uint8Array.of(1, 0, 2, 1, 255, 255, 0, 128);
  assertSameSamples(await decodeChunk('raw', bytes, shape), [1, 258, 65535, 32768]);
  for (const dataType of DATA_TYPES) {
    const samples = randomSamples(dataType, 60, 30);
    const encoded = await encodeChunk('raw', samples, { dataType, size, numChannels: 2 });
    assertSameSamples(await decodeChunk('raw', encoded, { dataType, size, numChannels: 2 }), samples);
  }
});

test('raw: a length that does not fit names both lengths', async () => {
  const shape = { dataType: 'uint32', size, numChannels: 1 } as const;
  await assert.rejects(
    decodeChunk('raw', new Uint8Array(119), shape, 'ds/0-5_0-3_0-2'),
    (error) =>
      error instanceof CorruptDataError &&
      /ds\/0-5_0-3_0-2: expected 120 bytes \(5 x 3 x 2 uint32, 1 channel\), got 119 bytes/.test(
        error.message,
      ),
  );
});

test('compressed_segmentation goes through the registry both ways', async () => {
  const shape = { dataType: 'uint64', size, numChannels: 1, blockSize: xyz(8, 8, 8) } as const;
  const labels = randomSamples('uint64', 30, 4);
  assertSameSamples(
    await decodeChunk(
      'compressed_segmentation',
      await encodeChunk('compressed_segmentation', labels, shape),
      shape,
    ),
    labels,
  );
  await assert.rejects(
    encodeChunk('compressed_segmentation', new Uint8Array(30), { ...shape, dataType: 'uint8' }),
    UnsupportedError,
  );
});

test('an encoding without a codec says which ones there are', async () => {
  const shape = { dataType: 'uint8', size, numChannels: 1 } as const;
  await assert.rejects(decodeChunk('jxl', new Uint8Array(9), shape), /raw, compressed_segmentation.*got jxl/);
});

test('a codec that is registered later is used, and held to the shape', async () => {
  registerCodec('test-constant', async () => ({
    decode: (bytes, shape) => new Uint8Array(shape.size[0]).fill(bytes[0]),
  }));
  const shape = { dataType: 'uint8', size: xyz(4, 1, 1), numChannels: 1 } as const;
  assertSameSamples(await decodeChunk('test-constant', Uint8Array.of(9), shape), [9, 9, 9, 9]);
  await assert.rejects(decodeChunk('test-constant', Uint8Array.of(9), { ...shape, size }), InvalidDataError);
  await assert.rejects(encodeChunk('test-constant', new Uint8Array(4), shape), UnsupportedError);
});
