import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { handle, resolveRange } from '../../edge/index.ts';
import { bytesOf, get, memoryObjects } from './memory-objects.ts';

/** `[begin, end)`, or 200 for the whole object, or 416. */
type Expected = readonly [number, number] | 200 | 416;

function resolved(header: string | null, size: number): Expected {
  const answer = resolveRange(header, size);
  if (answer.kind === 'part') return [answer.begin, answer.end];
  return answer.kind === 'whole' ? 200 : 416;
}

// Rows follow RFC 9110 sections 14.1.2 and 14.2: every form, on an object of ten bytes.
const TABLE: readonly (readonly [string | null, Expected])[] = [
  [null, 200],
  ['bytes=0-0', [0, 1]],
  ['bytes=0-', [0, 10]],
  ['bytes=0-9', [0, 10]],
  ['bytes=3-6', [3, 7]],
  ['bytes=9-', [9, 10]],
  ['bytes=5-99', [5, 10]],
  ['bytes=5-99999999999999999999999999', [5, 10]],
  ['bytes=-1', [9, 10]],
  ['bytes=-10', [0, 10]],
  ['bytes=-99999999999999999999999', [0, 10]],
  ['BYTES=2-3', [2, 4]],
  ['bytes=,2-3,', [2, 4]],
  ['bytes=002-03', [2, 4]],
  ['bytes=10-', 416],
  ['bytes=10-12', 416],
  ['bytes=99999999999999999999999-', 416],
  ['bytes=-0', 416],
  ['bytes=6-3', 200],
  ['bytes=9007199254740993-9007199254740992', 200],
  ['bytes=0-1,4-5', 200],
  ['bytes=-', 200],
  ['bytes=', 200],
  ['bytes', 200],
  ['bytes=a-b', 200],
  ['bytes=1', 200],
  ['bytes=--1', 200],
  ['bytes=0x1-0x2', 200],
  ['bytes=1.0-2', 200],
  ['bytes=1-2-3', 200],
  ['items=0-1', 200],
  ['bytes =0-1', 200],
  ['', 200],
];

test('every form of Range on ten bytes', () => {
  for (const [header, expected] of TABLE) assert.deepEqual(resolved(header, 10), expected, String(header));
});

test('no range of an empty object is satisfiable', () => {
  for (const header of ['bytes=0-', 'bytes=0-0', 'bytes=-1', 'bytes=-0']) {
    assert.equal(resolved(header, 0), 416, header);
  }
  assert.equal(resolved('bytes=1-0', 0), 200);
});

/** Written from the RFC without our parser: it asks of each byte whether the range covers it. */
function oracle(header: string, size: number): Expected {
  const at = header.indexOf('=');
  if (at < 0 || header.slice(0, at).toLowerCase() !== 'bytes') return 200;
  const specs = header
    .slice(at + 1)
    .split(',')
    .filter((s) => s !== '');
  if (specs.length !== 1) return 200;
  const parts = specs[0]!.split('-');
  if (parts.length !== 2 || parts.some((p) => [...p].some((c) => !'0123456789'.includes(c)))) return 200;
  const [first, last] = parts as [string, string];
  if (first === '' && last === '') return 200;
  if (first !== '' && last !== '' && BigInt(last) < BigInt(first)) return 200;
  const covered: number[] = [];
  for (let i = 0; i < size; i++) {
    const inside =
      first === ''
        ? BigInt(size - i) <= BigInt(last)
        : i >= Number(first) && (last === '' || i <= Number(last));
    if (inside) covered.push(i);
  }
  return covered.length === 0 ? 416 : [covered[0]!, covered.at(-1)! + 1];
}

const position = fc.oneof(
  fc.nat(40).map(String),
  fc.constantFrom('', '0', '00', '9007199254740992', '99999999999999999999'),
);
const rangeSpec = fc.tuple(position, position).map(([a, b]) => `${a}-${b}`);
const rangeHeader = fc.oneof(
  { weight: 6, arbitrary: rangeSpec.map((spec) => `bytes=${spec}`) },
  { weight: 1, arbitrary: fc.array(rangeSpec, { maxLength: 3 }).map((specs) => `bytes=${specs.join(',')}`) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...'bytes=-,0123x'), maxLength: 12 }) },
);

test('random headers on random sizes agree with the oracle, through the handler', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(32), rangeHeader, async (size, header) => {
      const object = bytesOf(size);
      const response = await handle(get('/data/x', { Range: header }), {
        data: memoryObjects({ x: object }),
      });
      const body = new Uint8Array(await response.arrayBuffer());
      const expected = oracle(header, size);
      assert.deepEqual(resolved(header, size), expected);
      if (expected === 416) {
        assert.equal(response.status, 416);
        assert.equal(response.headers.get('content-range'), `bytes */${size}`);
        return;
      }
      const [begin, end] = expected === 200 ? [0, size] : expected;
      assert.equal(response.status, expected === 200 ? 200 : 206);
      assert.equal(response.headers.get('content-length'), String(end - begin));
      assert.equal(
        response.headers.get('content-range'),
        expected === 200 ? null : `bytes ${begin}-${end - 1}/${size}`,
      );
      assert.deepEqual(body, object.slice(begin, end));
    }),
    { numRuns: 2000 },
  );
});

test('the parts of any split join to the object', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 200 }),
      fc.array(fc.nat(199), { maxLength: 6 }),
      async (size, cuts) => {
        const object = bytesOf(size);
        const env = { data: memoryObjects({ x: object }) };
        const edges = [...new Set([0, ...cuts.filter((c) => c < size), size])].sort((a, b) => a - b);
        const joined: number[] = [];
        for (let i = 1; i < edges.length; i++) {
          const header = `bytes=${edges[i - 1]}-${edges[i]! - 1}`;
          const response = await handle(get('/data/x', { Range: header }), env);
          assert.equal(response.status, 206);
          joined.push(...new Uint8Array(await response.arrayBuffer()));
        }
        assert.deepEqual(Uint8Array.from(joined), object);
      },
    ),
  );
});
