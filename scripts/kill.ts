/** `node scripts/kill.ts [N]`: kills `convert` N times at random moments, half of them sharded, and checks what comes of it. */
import { KILL_FORMS, killRuns } from '../test/support/kill-runs.ts';
import { buildIfChanged } from './build.ts';

const kills = Number(process.argv[2] ?? 100);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
if (!Number.isInteger(kills) || kills < 2) {
  console.error('kill: expected a number of kills from 2 on. npm run kill -- 1000');
  process.exit(2);
}
await buildIfChanged();
const began = performance.now();
const forms = Object.keys(KILL_FORMS);
const summaries = await Promise.all(
  forms.map((form, i) => killRuns(form, Math.ceil(kills / forms.length), seed + i)),
);
console.log(`seed ${seed}, ${((performance.now() - began) / 1000).toFixed(0)} s, Node ${process.version}`);
console.log(
  '| form | kills | while writing | datasets completed, all equal | objects checked after a kill |',
);
console.log('|---|---|---|---|---|');
for (const s of summaries)
  console.log(`| ${s.form} | ${s.kills} | ${s.killsWhileWriting} | ${s.datasets} | ${s.objectsChecked} |`);
