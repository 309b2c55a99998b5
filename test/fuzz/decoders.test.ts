import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatOutcomes, fuzz } from './campaign.ts';
import { createTargets } from './targets/index.ts';

const MUTATIONS = 20_000;

test(`${MUTATIONS} mutations over all decoders: each decodes or is refused with a typed error`, async (t) => {
  const targets = await createTargets();
  // A seed that is refused would make every mutation of it worthless.
  for (const { name, seeds, decode } of targets) {
    for (const [i, seed] of seeds.entries()) {
      await Promise.resolve(decode(seed)).catch((error) => assert.fail(`${name}, seed ${i}: ${error}`));
    }
  }
  const outcomes = await fuzz(targets, { runs: MUTATIONS, seed: 1 });
  const table = formatOutcomes(outcomes);
  t.diagnostic(table);
  for (const { name, isChecked } of targets) {
    const { decoded, refused } = outcomes.get(name) ?? { decoded: 0, refused: 0 };
    assert.ok((decoded > 0 || isChecked) && refused > 0, `${name}: ${table}`);
  }
});

test('a decoder that throws anything else, or takes memory it was lied about, is found', async () => {
  const faulty = { name: 'faulty', share: 1, seeds: [new Uint8Array(64)] };
  const inside = { ...faulty, decode: (bytes: Uint8Array) => new DataView(bytes.buffer).getUint32(bytes[0]) };
  await assert.rejects(fuzz([inside], { runs: 500, seed: 1 }), (error: Error) =>
    /RangeError: Offset is outside/.test(String((error.cause as Error).cause)),
  );
  const greedy = { ...faulty, decode: (bytes: Uint8Array) => new Uint8Array(bytes[3] << 21) };
  await assert.rejects(fuzz([greedy], { runs: 500, seed: 1 }), (error: Error) =>
    /bytes taken for an input/.test(String(error.cause)),
  );
});
