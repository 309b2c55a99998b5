// Preloaded into a measured process: at its end, what all of its threads together took.
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const path = process.env.FLOODLIGHT_USAGE;
if (path && isMainThread) {
  process.on('exit', () => writeFileSync(path, JSON.stringify(process.resourceUsage())));
}
