import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Box, boxOf, boxSize, xyz } from '../../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../../datasets/memory-volume.ts';
import type { DataType, Samples } from '../../../../datasets/volume.ts';
import { buildMask, NO_SOURCES, parseMessage, type RequestSources } from '../../../../ffn/inference/index.ts';

/** Four voxels along x from (10, 0, 0), two channels. */
function channels(dataType: DataType, data: Samples): RequestSources {
  const volume = createMemoryVolume(
    { dataType, size: xyz(4, 1, 1), numChannels: 2, data },
    { origin: xyz(10, 0, 0) },
  );
  return { ...NO_SOURCES, openVolume: async () => volume };
}

const SOURCES = channels('uint8', Uint8Array.of(1, 2, 3, 4, 50, 60, 70, 0));
const ALL = boxOf(xyz(10, 0, 0), xyz(4, 1, 1));

async function mask(
  text: string,
  box: Box = ALL,
  sources = SOURCES,
  image?: ArrayLike<number>,
): Promise<string> {
  const { masks } = parseMessage('MaskConfigs', text, 'masks');
  const built = await buildMask(masks, { box, sources, image });
  assert.equal(built.length, boxSize(box)[0]);
  return built.join('');
}

const volume = (channel: string, more = '') =>
  `masks { volume { mask { hdf5: "m.h5:mask" } channels { ${channel} } } ${more} }`;

test('a range takes both of its ends, from the channel that is named', async () => {
  assert.equal(await mask(volume('channel: 0 min_value: 2 max_value: 3')), '0110');
  assert.equal(await mask(volume('channel: 1 min_value: 60 max_value: 255')), '0110');
});

test('values go before a range; both can be inverted, and so can the whole mask', async () => {
  assert.equal(await mask(volume('values: [1, 4] min_value: 2 max_value: 3')), '1001');
  assert.equal(await mask(volume('values: [1, 4] invert: true')), '0110');
  assert.equal(await mask(volume('values: [1]', 'invert: true')), '0111');
});

test('channels of a mask, and masks, are ored', async () => {
  const two = 'values: 1 } channels { channel: 1 values: 70';
  assert.equal(await mask(volume(two)), '1010');
  assert.equal(await mask(volume(two, 'invert: true')), '0101');
  assert.equal(await mask(volume('values: 1') + volume('values: 4')), '1001');
  assert.equal(await mask('masks { image { } }', ALL, SOURCES, [0, 0, 0, 0]), '0000');
});

test('beyond the volume voxels are 0, which a range may contain; voxels keep their places', async () => {
  const wide = boxOf(xyz(8, 0, 0), xyz(8, 1, 1));
  assert.equal(await mask(volume('values: 1'), wide), '00100000');
  assert.equal(await mask(volume('min_value: 0 max_value: 1'), wide), '11100011');
  assert.equal(await mask(volume('values: 0'), boxOf(xyz(100, 0, 0), xyz(2, 1, 1))), '11');
  assert.equal(await mask(volume('values: 3'), boxOf(xyz(12, 0, 0), xyz(1, 1, 1))), '1');
});

test('uint64 labels beyond 2^53, and fractions', async () => {
  const big = channels('uint64', BigUint64Array.of(2n ** 60n, 2n ** 60n + 1n, 7n, 0n, 0n, 0n, 0n, 0n));
  assert.equal(await mask(volume('values: 1152921504606846977'), ALL, big), '0100');
  assert.equal(await mask(volume('min_value: 7 max_value: 8'), ALL, big), '0010');
  const real = channels('float32', Float32Array.of(0.5, 1, 1.5, Number.NaN, 0, 0, 0, 0));
  assert.equal(await mask(volume('values: 1'), ALL, real), '0100');
  assert.equal(await mask(volume('min_value: 0.5 max_value: 1.5'), ALL, real), '1110');
});

test('image masks look at raw grey values, coordinate masks at global coordinates', async () => {
  const image = 'masks { image { channels { min_value: 100 max_value: 200 } } }';
  assert.equal(await mask(image, ALL, SOURCES, [99, 100, 200, 201]), '0110');
  const x = 'masks { coordinate_expression { expression: "(x >= 12) & (z == 0)" } }';
  assert.equal(await mask(x), '0011');
  assert.equal(await mask(x.replace(/}$/, 'invert: true }')), '1100');
});

test('a volume that several masks name is opened by the caller; what cannot be is an error', async () => {
  const fails = (text: string, message: RegExp, sources = SOURCES) =>
    assert.rejects(mask(text, ALL, sources), { message });
  await fails('masks { }', /mask\.source: expected volume, image or coordinate_expression, got none/);
  await fails('masks { volume { channels { } } }', /mask\.volume\.mask: expected a volume/);
  await fails(volume('channel: 2'), /mask m\.h5:mask: expected a channel below 2, got 2/);
  await fails(volume('channel: -1'), /expected a channel below 2, got -1/);
  await fails('masks { image { channels { channel: 1 } } }', /expected an image to mask by/);
  await fails(volume('values: 1'), /m\.h5:mask: expected a way to open/, NO_SOURCES);
  await assert.rejects(mask('masks { image { channels { channel: 1 } } }', ALL, SOURCES, [0, 0, 0, 0]), {
    message: /channel: expected 0, the only channel of an image, got 1/,
  });
});
