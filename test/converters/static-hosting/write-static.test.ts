import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type StaticOptions, writeStatic } from '../../../converters/static-hosting/index.ts';
import { registerNodeCodecs } from '../../../datasets/codecs/index.node.ts';
import { encodeWithDraco } from '../../datasets/support/draco-encoder.ts';
import { CHUNK, FOR_PLAIN_HOSTS, SHARDED } from '../../edge/conformance/sharded.ts';

registerNodeCodecs();

let home = '';
const at = (...parts: string[]) => join(home, ...parts);
const json = (value: unknown) => JSON.stringify(value);

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(at('in', path, '..'), { recursive: true });
    await writeFile(at('in', path), content);
  }
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'floodlight-static-'));
});
afterEach(() => rm(home, { recursive: true }));

const run = (options: Partial<StaticOptions> = {}) =>
  writeStatic({ folder: at('in'), output: at('out'), ranges: true, force: false, ...options });

/** Names below `out/data`, sorted. */
async function written(): Promise<string[]> {
  const entries = await readdir(at('out/data'), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(at('out/data').length + 1))
    .sort();
}

const bytesOf = (name: string) => readFile(at('out/data', name));
const textOf = async (name: string) => (await bytesOf(name)).toString();

test('with ranges, files stay as they are, but what was packed by its name', async () => {
  await write({ ...SHARDED, 'p/8/0-1_0-1_0-1.gz': gzipSync('a chunk'), '.secret': 'x', 'viewer.json': '{}' });
  const report = await run();
  assert.deepEqual([report.unpacked, report.rewritten, report.views], [1, 0, ['viewer.json']]);
  assert.deepEqual(await written(), [...Object.keys(SHARDED), 'p/8/0-1_0-1_0-1', 'viewer.json'].sort());
  assert.equal(await textOf('p/8/0-1_0-1_0-1'), 'a chunk');
  for (const [name, bytes] of Object.entries(SHARDED))
    assert.equal(Buffer.compare(await bytesOf(name), bytes), 0, name);
});

test('without ranges, nothing is in a shard, under the names of the unsharded format', async () => {
  await write({ ...FOR_PLAIN_HOSTS, 'vol@1/row/note.txt': 'kept' });
  const report = await run({ ranges: false });
  assert.equal(report.rewritten, 4 + 1 + 4 + 2);
  const ids = ['0', '1', '2', '3'];
  assert.deepEqual(
    await written(),
    [
      ...['info', 'plain/0-1_0-1_0-1', 'row/note.txt', 'skeletons/info', 'two/0-1_0-1_0-1'],
      ...ids.map((x) => `row/${x}-${Number(x) + 1}_0-1_0-1`),
      ...ids.map((id) => `skeletons/${id}`),
    ]
      .map((name) => `vol@1/${name}`)
      .sort(),
  );
  // The objects of the format's worked example.
  for (const [i, text] of ['AAAA', 'BBB', 'CC', 'DDDDD'].entries()) {
    assert.equal(await textOf(`vol@1/row/${i}-${i + 1}_0-1_0-1`), text);
    assert.equal(await textOf(`vol@1/skeletons/${i}`), text);
  }
  assert.equal(Buffer.compare(await bytesOf('vol@1/two/0-1_0-1_0-1'), CHUNK), 0, 'unpacked');
  const info = JSON.parse(await textOf('vol@1/info')) as { note: string; scales: object[] };
  assert.equal(info.note, 'kept');
  assert.deepEqual(
    info.scales.map((scale) => 'sharding' in scale),
    [false, false, false],
  );
  assert.deepEqual(JSON.parse(await textOf('vol@1/skeletons/info')), { '@type': 'neuroglancer_skeletons' });
});

test('without ranges, a folder may be the dataset itself', async () => {
  const own = Object.entries(SHARDED).flatMap(([key, bytes]) =>
    key.startsWith('vol@1/row/') || key === 'vol@1/info'
      ? [[key.slice('vol@1/'.length), bytes] as const]
      : [],
  );
  await write(Object.fromEntries(own));
  await run({ ranges: false });
  assert.equal(await textOf('row/3-4_0-1_0-1'), 'DDDDD');
});

/** A tetrahedron in each of two cells of the finer of two levels, by hand after the format's table. */
async function meshFiles(): Promise<Record<string, Uint8Array>> {
  const draco = await encodeWithDraco(
    [0, 0, 0, 1023, 0, 0, 0, 1023, 0, 0, 0, 1023],
    [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3],
  );
  const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
  const words = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);
  const n = draco.length;
  const manifest = Buffer.concat([
    ...[floats(10, 20, 30, 100, 0, 0), words(2), floats(1, 2, 0, 0, 0, 0, 0, 0)],
    ...[words(2, 1), words(0, 1, 0, 0, 0, 0, n, n), words(0, 0, 0, n)],
  ]);
  const info = {
    '@type': 'neuroglancer_multilod_draco',
    vertex_quantization_bits: 10,
    lod_scale_multiplier: 1,
  };
  const more = { transform: [2, 0, 0, 5, 0, 1, 0, 0, 0, 0, 1, 0], segment_properties: 'names' };
  return {
    'mesh/info': Buffer.from(json({ ...info, ...more })),
    'mesh/names/info': Buffer.from('{"@type": "neuroglancer_segment_properties"}'),
    'mesh/18446744073709551615.index': manifest,
    'mesh/18446744073709551615': Buffer.concat([draco, draco, draco]),
  };
}

test('without ranges, meshes are their finest level, whole', async () => {
  await write(await meshFiles());
  await run({ ranges: false });
  const id = '18446744073709551615';
  assert.deepEqual(await written(), ['mesh/info', 'mesh/names/info', `mesh/${id}`, `mesh/${id}:0`].sort());
  assert.deepEqual(JSON.parse(await textOf('mesh/info')), {
    '@type': 'neuroglancer_legacy_mesh',
    segment_properties: 'names',
  });
  assert.deepEqual(JSON.parse(await textOf(`mesh/${id}:0`)), { fragments: [id] });
  const bytes = await bytesOf(`mesh/${id}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  assert.equal(view.getUint32(0, true), 8);
  const numbers = Array.from({ length: 24 }, (_, i) => view.getFloat32(4 + 4 * i, true));
  const points = Array.from({ length: 8 }, (_, i) => numbers.slice(3 * i, 3 * i + 3).join());
  // Stored x from 100 in steps of 10, then twice that and 5; y and z as stored.
  const corners = (x: number) => [`${x},0,0`, `${x + 20},0,0`, `${x},20,0`, `${x},0,30`];
  assert.deepEqual([...points].sort(), [...corners(205), ...corners(225)].sort());
  assert.equal(bytes.length, 4 + 12 * 8 + 12 * 8);
  const volume = Array.from({ length: 8 }, (_, f) => {
    const [a, b, c] = [0, 1, 2].map((k) => {
      const v = view.getUint32(4 + 96 + 4 * (3 * f + k), true);
      return numbers.slice(3 * v, 3 * v + 3);
    }) as [number[], number[], number[]];
    const [ax, ay, az] = a as [number, number, number];
    const [bx, by, bz] = b as [number, number, number];
    const [cx, cy, cz] = c as [number, number, number];
    return (ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)) / 6;
  }).reduce((sum, one) => sum + one, 0);
  assert.ok(Math.abs(volume - 2 * ((20 * 20 * 30) / 6)) < 1e-3, `faces outwards, of both: ${volume}`);
});

test('damage and what cannot be taken apart are told, and nothing is left', async () => {
  const shard = SHARDED['vol@1/row/0.shard'].slice();
  new DataView(shard.buffer).setBigUint64(8, 5000n, true);
  const annotations = { '@type': 'neuroglancer_annotations_v1', by_id: { key: 'by_id', sharding: {} } };
  const table: readonly (readonly [Record<string, string | Uint8Array>, RegExp, boolean?])[] = [
    [{ 'vol@1/info': SHARDED['vol@1/info'], 'vol@1/row/0.shard': shard }, /0\.shard: expected bytes/],
    [{ info: '{' }, /info: expected/],
    [{ info: json(annotations) }, /without shards.*--no-ranges/],
    [{ 'chunk.gz': 'not packed' }, /chunk\.gz: expected gzip/, true],
    [{ chunk: 'a', 'chunk.gz': gzipSync('a') }, /chunk twice/, true],
  ];
  for (const [files, message, ranges = false] of table) {
    await rm(at('in'), { recursive: true, force: true });
    await write(files);
    await assert.rejects(run({ ranges }), message);
    assert.deepEqual(await readdir(home), ['in'], 'nothing half-written');
  }
});

test('an output that is there, or in the way', async () => {
  await write({ chunk: 'new' });
  await mkdir(at('out'));
  await writeFile(at('out/mine'), 'x');
  await assert.rejects(run(), /expected no such folder yet.*--force/);
  await assert.rejects(run({ output: at('in/out') }), /expected a folder outside/);
  await assert.rejects(run({ output: at('in') }), /expected a folder outside/);
  await run({ force: true });
  assert.deepEqual((await readdir(at('out'))).sort(), ['_headers', '_nginx.conf', 'data']);
});
