/** `node scripts/bench.ts [name]`: runs test/bench/*.bench.ts whose name contains the text; prints rates and ratios. */
import './lib/load-shaders.mjs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import type { BenchRow } from '../test/bench/support/pairs.ts';
import { listFiles } from './lib/files.ts';
import { ROOT } from './lib/paths.ts';

interface Bench {
  readonly name: string;
  run(): Promise<BenchRow[]>;
}

const wanted = process.argv[2] ?? '';
const files = (await listFiles(join(ROOT, 'test/bench'))).filter((file) => file.endsWith('.bench.ts')).sort();
console.log(
  `${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}, load ${loadavg()[0]?.toFixed(2)}\n`,
);
console.log('| what | unit | ours | peer | ratio: median (min-max) of pairs |\n|---|---|---|---|---|');
let count = 0;
for (const file of files) {
  const { name, run } = (await import(file)) as Bench;
  if (!name.includes(wanted)) continue;
  for (const row of await run()) {
    const { median, min, max } = row.ratio;
    const ratio = `${median.toFixed(2)} (${min.toFixed(2)}-${max.toFixed(2)}) of ${row.pairs}`;
    const peer = `${row.peer} ${row.theirs.toFixed(1)}`;
    console.log(`| ${row.name} | ${row.unit} | ${row.ours.toFixed(1)} | ${peer} | ${ratio} |`);
    count++;
  }
}
if (count === 0) {
  console.error(`bench: no bench's name contains "${wanted}"`);
  process.exitCode = 2;
}
