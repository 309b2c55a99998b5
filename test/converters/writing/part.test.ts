import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { encodePart, openPart } from '../../../converters/writing/part.ts';
import { text } from '../../datasets/support/blocks.ts';

test('chunks come back out of a part; a torn one is refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-part-'));
  try {
    const path = join(folder, '0.part');
    const chunks = [
      { key: 2n ** 63n, bytes: text('ABC') },
      { key: 5n, bytes: text('') },
      { key: 7n, bytes: text('DEFGH') },
    ];
    const whole = Buffer.concat(encodePart(chunks));
    assert.equal(whole.length, 8 + 3 * 16 + 8);
    await writeFile(path, whole);
    const part = openPart(path);
    assert.deepEqual(
      part.entries.map((entry) => ({ key: entry.key, bytes: entry.read() })),
      chunks,
    );
    part.close();
    for (const length of [4, 20, whole.length - 1]) {
      await writeFile(path, whole.subarray(0, length));
      assert.throws(() => openPart(path), { tag: 'corrupt' });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
