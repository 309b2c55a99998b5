import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeChunk } from '../../../datasets/codecs/index.ts';
import '../../../viewer/workers/open-source.ts';

/** A JPEG of the browser's own encoder: 16 x 16, one colour. */
async function jpegOf(color: string): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(16, 16);
  const context = canvas.getContext('2d');
  if (context) context.fillStyle = color;
  context?.fillRect(0, 0, 16, 16);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 1 });
  return new Uint8Array(await blob.arrayBuffer());
}

const shapeOf = (numChannels: number) => ({ dataType: 'uint8', numChannels, size: [4, 8, 8] }) as const;

test('grey chunks have one value a pixel', async () => {
  const samples = await decodeChunk('jpeg', await jpegOf('rgb(100 100 100)'), shapeOf(1));
  assert.equal(samples.length, 256);
  assert.ok(samples.every((v) => Math.abs(Number(v) - 100) <= 1));
});

test('colours become planar', async () => {
  const samples = await decodeChunk('jpeg', await jpegOf('rgb(200 100 50)'), shapeOf(3));
  for (const [channel, value] of [200, 100, 50].entries()) {
    assert.ok(Math.abs(Number(samples[256 * channel + 37]) - value) <= 3, `${samples[256 * channel + 37]}`);
  }
});

test('other bytes, or another number of pixels, are damage', async () => {
  await assert.rejects(() => decodeChunk('jpeg', Uint8Array.of(1, 2, 3), shapeOf(1)), { tag: 'corrupt' });
  const jpeg = await jpegOf('white');
  const larger = { ...shapeOf(1), size: [5, 8, 8] } as const;
  await assert.rejects(
    () => decodeChunk('jpeg', jpeg, larger),
    /expected 320 samples in 1 or 3 channels, got 256/,
  );
});
