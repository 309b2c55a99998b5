import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { appendProvenance, recordInput } from '../../../converters/provenance/index.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';

test('an input is fingerprinted as its bytes in the order of names', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-provenance-'));
  try {
    await writeFile(join(folder, 'b'), 'c');
    await writeFile(join(folder, 'a'), 'ab');
    // SHA-256 of "abc", the first example of FIPS 180-4.
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    assert.deepEqual(await recordInput(folder), { input: folder, files: 2, bytes: 3, sha256 });
    await writeFile(join(folder, 'x.h5'), 'abc');
    const array = `${join(folder, 'x.h5')}:raw`;
    assert.deepEqual(await recordInput(array), { input: array, files: 1, bytes: 3, sha256 });
    const glob = join(folder, '?');
    assert.deepEqual(await recordInput(glob), { input: glob, files: 2, bytes: 3, sha256 });
    assert.deepEqual(await recordInput('precomputed://https://x.test/y'), {
      input: 'precomputed://https://x.test/y',
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('entries are appended, and a file of another program is left alone', async () => {
  const store = createMemoryStore();
  const entry = { command: ['convert', 'a', 'b'], inputs: [{ input: 'a' }] };
  const now = new Date(Date.UTC(2026, 0, 2, 3, 4, 5));
  assert.equal(await appendProvenance(store, entry, now), true);
  assert.equal(await appendProvenance(store, { ...entry, command: ['mesh', 'b'], device: 'cpu' }, now), true);
  const { entries } = JSON.parse(new TextDecoder().decode(await store.get('provenance.json'))) as {
    entries: Record<string, unknown>[];
  };
  assert.deepEqual(
    entries.map((e) => e['command']),
    [
      ['convert', 'a', 'b'],
      ['mesh', 'b'],
    ],
  );
  assert.deepEqual([entries[0]?.['time'], entries[1]?.['device']], ['2026-01-02T03:04:05.000Z', 'cpu']);
  await store.put('provenance.json', new TextEncoder().encode('{"sources": []}'));
  assert.equal(await appendProvenance(store, entry, now), false);
});
