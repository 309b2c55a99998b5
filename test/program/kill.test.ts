/** `kill -9` at 50 random moments; `npm run kill -- N` does more. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killRuns } from '../support/kill-runs.ts';
import { runFloodlight } from '../support/program.ts';

test('after kill -9 at 50 random moments the same command gives the bytes of an undisturbed run', async (t) => {
  // Builds the program if sources changed.
  assert.equal((await runFloodlight('--version')).code, 0);
  const seed = Date.now() % 2 ** 31;
  const kills = { unsharded: 20, 'one shard': 10, 'four shards': 20 };
  const summaries = await Promise.all(
    Object.entries(kills).map(([form, count], i) => killRuns(form, count, seed + i)),
  );
  for (const { form, kills: count, killsWhileWriting, datasets, objectsChecked } of summaries) {
    t.diagnostic(
      `${form}: ${count} kills, ${killsWhileWriting} while writing, ${datasets} datasets equal, ${objectsChecked} objects whole (seed ${seed})`,
    );
    assert.equal(count, kills[form as keyof typeof kills]);
    assert.ok(killsWhileWriting >= count * 0.4, `only ${killsWhileWriting} kills met a run that was writing`);
  }
});
