/** `kill -9` at 50 random moments; `npm run kill -- N` does more. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killRuns } from '../support/kill-runs.ts';
import { runFloodlight } from '../support/program.ts';

test('after kill -9 at 50 random moments the same command gives the bytes of an undisturbed run', async (t) => {
  // Builds the program if sources changed.
  assert.equal((await runFloodlight('--version')).code, 0);
  const seed = Date.now() % 2 ** 31;
  const summaries = await Promise.all([killRuns('unsharded', 25, seed), killRuns('sharded', 25, seed + 1)]);
  for (const { form, kills, killsWhileWriting, datasets, objectsChecked } of summaries) {
    t.diagnostic(
      `${form}: ${kills} kills, ${killsWhileWriting} while writing, ${datasets} datasets equal, ${objectsChecked} objects whole (seed ${seed})`,
    );
    assert.equal(kills, 25);
    assert.ok(killsWhileWriting >= 10, `only ${killsWhileWriting} kills met a run that was writing`);
  }
});
