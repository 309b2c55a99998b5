/** Chunks that other programs wrote, or that stand in the specification, whole and damaged. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { verifyDataset } from '../../../converters/jobs/index.ts';
import { registerNodeCodecs } from '../../../datasets/codecs/index.node.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { EXAMPLE_A, EXAMPLE_B } from '../../datasets/codecs/compressed-segmentation/worked-examples.ts';
import { textOf } from './datasets.ts';

registerNodeCodecs();

async function problemsOf(info: object, chunk: Uint8Array, name: string): Promise<string[]> {
  const store = createMemoryStore('ds', [
    ['info', textOf(info)],
    [`s/${name}`, chunk],
  ]);
  const { problems, scales } = await verifyDataset(store);
  assert.equal(scales[0]?.good, problems.length === 0 ? 1 : 0);
  return problems.map(({ kind, text }) => `${kind} ${text}`);
}

const infoOf = (type: string, dataType: string, scale: object) => ({
  ...{ type, data_type: dataType, num_channels: 1 },
  scales: [{ key: 's', resolution: [1, 1, 1], ...scale }],
});

const COMPRESSED = { encoding: 'compressed_segmentation', compressed_segmentation_block_size: [2, 2, 2] };
const INFO_A = infoOf('segmentation', 'uint64', { ...COMPRESSED, size: [4, 2, 2], chunk_sizes: [[4, 2, 2]] });
const INFO_B = infoOf('segmentation', 'uint32', { ...COMPRESSED, size: [3, 2, 1], chunk_sizes: [[4, 4, 4]] });

/** Example A with one word changed. */
function edited(word: number, value: number): Uint8Array {
  const copy = EXAMPLE_A.bytes.slice();
  new DataView(copy.buffer).setUint32(4 * word, value, true);
  return copy;
}

test('compressed_segmentation: the worked chunks are good', async () => {
  assert.deepEqual(await problemsOf(INFO_A, EXAMPLE_A.bytes, '0-4_0-2_0-2'), []);
  assert.deepEqual(await problemsOf(INFO_B, EXAMPLE_B.bytes, '0-3_0-2_0-1'), []);
});

test('compressed_segmentation: offsets outside, widths that are none, cut bytes', async () => {
  const cases: [string, Uint8Array][] = [
    ['channel offset outside', edited(0, 99)],
    ['channel word not the number of channels', edited(0, 2)],
    ['table outside', edited(1, 0x02ffffff)],
    ['indices outside', edited(2, 0x00ffffff)],
    ['width 3', edited(1, 0x03000005)],
    ['width 64', edited(1, 0x40000005)],
    ['an index beyond the table', edited(13, 0).subarray(0, 4 * 14)],
    ['not whole words', EXAMPLE_A.bytes.subarray(0, 67)],
    ['header cut', EXAMPLE_A.bytes.subarray(0, 12)],
    ['nothing', new Uint8Array(0)],
  ];
  for (const [name, bytes] of cases) {
    const found = await problemsOf(INFO_A, bytes, '0-4_0-2_0-2');
    assert.equal(found.length, 1, name);
    assert.match(found[0]!, /^chunk ds\/s\/0-4_0-2_0-2: /, name);
  }
});

for (const encoding of ['png', 'jpeg'] as const) {
  test(`${encoding}: by sharp, whole, of another size, cut, and of another kind`, async () => {
    const grey = Buffer.from(Array.from({ length: 16 * 8 * 4 }, (_, i) => (i * 37) % 256));
    const image = (width: number, height: number) =>
      sharp(grey.subarray(0, width * height), { raw: { width, height, channels: 1 } }).toColourspace('b-w');
    const encode = async (width: number, height: number): Promise<Uint8Array> =>
      new Uint8Array(await image(width, height)[encoding]().toBuffer());
    const info = infoOf('image', 'uint8', { encoding, size: [16, 8, 4], chunk_sizes: [[16, 8, 4]] });
    const name = '0-16_0-8_0-4';
    const whole = await encode(16, 32);
    assert.deepEqual(await problemsOf(info, whole, name), []);
    const broken = [await encode(16, 31), whole.subarray(0, whole.length >> 1), grey, whole.subarray(0, 10)];
    for (const bytes of broken) assert.equal((await problemsOf(info, bytes, name)).length, 1);
  });
}

test('compresso: bytes worked out by hand, whole and cut', async () => {
  const bytes = Uint8Array.of(
    ...[99, 112, 115, 111, 0, 1, 3, 0, 1, 0, 1, 0, 4, 1, 1],
    ...[2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4],
    ...[5, 9, 0b010, 0],
  );
  const info = infoOf('segmentation', 'uint8', {
    encoding: 'compresso',
    size: [3, 1, 1],
    chunk_sizes: [[3, 1, 1]],
  });
  assert.deepEqual(await problemsOf(info, bytes, '0-3_0-1_0-1'), []);
  for (const length of [0, 4, 35, 38])
    assert.equal((await problemsOf(info, bytes.subarray(0, length), '0-3_0-1_0-1')).length, 1, `${length}`);
});
