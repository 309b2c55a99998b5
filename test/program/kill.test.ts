/** `kill -9` at random moments; `npm run kill -- N` does more. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killCount } from '../support/kill-count.ts';
import { killRuns } from '../support/kill-runs.ts';
import { runFloodlight } from '../support/program.ts';

test('after kill -9 at random moments the same command gives the bytes of an undisturbed run', async (t) => {
  // Builds the program if sources changed.
  assert.equal((await runFloodlight('--version')).code, 0);
  const seed = Date.now() % 2 ** 31;
  const kills = { unsharded: killCount(20), 'one shard': killCount(10), 'four shards': killCount(20) };
  const summaries = await Promise.all(
    Object.entries(kills).map(([form, count], i) => killRuns(form, count, seed + i)),
  );
  for (const { form, kills: count, killsWhileWriting, datasets, objectsChecked } of summaries) {
    t.diagnostic(
      `${form}: ${count} kills, ${killsWhileWriting} while writing, ${datasets} datasets equal, ${objectsChecked} objects whole (seed ${seed})`,
    );
    assert.equal(count, kills[form as keyof typeof kills]);
  }
  const sum = (of: (one: (typeof summaries)[number]) => number) =>
    summaries.reduce((total, one) => total + of(one), 0);
  const [all, whileWriting] = [sum((one) => one.kills), sum((one) => one.killsWhileWriting)];
  assert.ok(whileWriting >= all / 4, `only ${whileWriting} of ${all} kills met a run that was writing`);
});
