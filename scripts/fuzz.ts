/** `node scripts/fuzz.ts N [--seed S] [--only NAME]`: N mutations over all decoders; prints the seed of each failure. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { formatOutcomes, fuzz, type Outcome } from '../test/fuzz/campaign.ts';
import { createTargets } from '../test/fuzz/targets/index.ts';

/** Mutations of one seed: a failure is shown again in the time that this many take. */
const BATCH = 20_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, only: { type: 'string' } },
});
const wanted = Number(positionals[0] ?? BATCH);
const first = Number(values.seed ?? Date.now() % 2 ** 31);
if (!Number.isSafeInteger(wanted) || wanted < 1 || !Number.isSafeInteger(first)) {
  console.error(
    'fuzz: expected a number of mutations, got other arguments. Call: npm run fuzz -- 100000 --seed 1',
  );
  process.exit(2);
}

const targets = await createTargets();
const totals = new Map<string, Outcome>();
const start = performance.now();
console.error(`${wanted} mutations, seeds from ${first}; ${cpus()[0]?.model}, Node ${process.version}`);
for (let done = 0; done < wanted; done += BATCH) {
  const seed = (first + done / BATCH) | 0;
  const runs = Math.min(BATCH, wanted - done);
  try {
    for (const [name, { decoded, refused }] of await fuzz(targets, { runs, seed, only: values.only })) {
      const total = totals.get(name) ?? { decoded: 0, refused: 0 };
      totals.set(name, { decoded: total.decoded + decoded, refused: total.refused + refused });
    }
  } catch (error) {
    console.error(error);
    const only = values.only ? ` --only '${values.only}'` : '';
    console.error(`fuzz: to see it again: npm run fuzz -- ${runs} --seed ${seed}${only}`);
    process.exit(1);
  }
  const perSecond = Math.round((1000 * (done + runs)) / (performance.now() - start));
  if ((done / BATCH) % 10 === 9) console.error(`${done + runs} of ${wanted}, ${perSecond} a second`);
}
console.log(formatOutcomes(totals));
console.log(
  `seeds ${first} to ${first + Math.ceil(wanted / BATCH) - 1}, ${Math.round((performance.now() - start) / 1000)} s`,
);
