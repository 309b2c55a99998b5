import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CHOSEN,
  COLORED,
  createSegmentTable,
  type SegmentTable,
  slotOf,
  USED,
  WORDS,
} from '../../../viewer/render/segment-table.ts';

/** As the shader looks up: three places, no more. */
function find({ entries, capacity, seeds }: SegmentTable, id: bigint): readonly number[] | undefined {
  const [low, high] = [Number(id & 0xffffffffn), Number(id >> 32n)];
  for (const seed of seeds) {
    const at = WORDS * slotOf(seed, low, high, capacity);
    if (entries[at + 3] && entries[at] === low && entries[at + 1] === high)
      return [...entries.subarray(at, at + WORDS)];
  }
  return undefined;
}

test('what is in is found, what is not is not; 0 and the largest id are ids like others', () => {
  const ids = [0n, 1n, 2n ** 64n - 1n, 2n ** 32n, 2n ** 32n + 1n, 1n];
  const table = createSegmentTable(ids);
  assert.equal(table.count, 5);
  for (const id of ids) assert.equal(find(table, id)?.[3], USED | CHOSEN);
  for (const id of [2n, 3n, 2n ** 33n]) assert.equal(find(table, id), undefined);
  assert.equal(createSegmentTable([]).count, 0);
});

test('colours are packed red lowest, on chosen segments and on others', () => {
  const colors = new Map([
    [7n, [1, 0.5, 0] as const],
    [8n, [0, 0, 1] as const],
  ]);
  const table = createSegmentTable([7n, 9n], colors);
  assert.deepEqual(find(table, 7n), [7, 0, 0x0080ff, USED | CHOSEN | COLORED]);
  assert.deepEqual(find(table, 8n), [8, 0, 0xff0000, USED | COLORED]);
  assert.equal(table.count, 3);
});

test('a million ids, in a row and spread out, are all found; as many others are not', (t) => {
  for (const [name, idOf] of [
    ['in a row', (i: number) => BigInt(i)],
    ['spread', (i: number) => (BigInt(i) * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn],
    ['high words only', (i: number) => BigInt(i) << 32n],
  ] as const) {
    const ids = Array.from({ length: 1_000_000 }, (_, i) => idOf(i));
    const began = performance.now();
    const table = createSegmentTable(ids);
    t.diagnostic(`${name}: ${Math.round(performance.now() - began)} ms, ${table.entries.byteLength} bytes`);
    assert.equal(table.count, 1_000_000);
    assert.ok(ids.every((id) => find(table, id)));
    for (let i = 1_000_000; i < 1_100_000; i++) assert.equal(find(table, idOf(i)), undefined);
  }
});

test('the filter lets every id of the table through, chosen or coloured, and of few ids few others', () => {
  /** Written after the shader's line, beside the code it tests. */
  const passes = ({ filter }: SegmentTable, id: bigint) => {
    const mixed = BigInt.asUintN(32, id) ^ BigInt.asUintN(32, (id >> 32n) * 0x85ebca6bn);
    const bit = Number(BigInt.asUintN(32, mixed * 0x9e3779b1n) >> 25n);
    return (((filter[bit >> 5] as number) >>> (bit & 31)) & 1) === 1;
  };
  const ids = [0n, 3n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n + 12345n, 2n ** 64n - 1n];
  const colored = [77n, 5n << 40n];
  const table = createSegmentTable(ids, new Map(colored.map((id) => [id, [1, 0, 0] as const])));
  for (const id of [...ids, ...colored]) assert.ok(passes(table, id), `${id}`);
  const others = Array.from({ length: 10_000 }, (_, i) => 1000n + BigInt(i) * 0x9e3779b97f4an);
  const through = others.filter((id) => passes(table, id)).length;
  assert.ok(through < 10_000 * 0.1, `${through} of 10000`);
  assert.deepEqual(createSegmentTable([]).filter, [0, 0, 0, 0]);
});
