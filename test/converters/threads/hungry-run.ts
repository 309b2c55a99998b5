/** `node --max-old-space-size=N hungry-run.ts JOB…`: jobs by two threads, and what came of them, as JSON. */
import { runTasks } from '../../../converters/tasks/index.ts';
import { startThread } from '../../../converters/threads/index.ts';
import type { HungryJob } from './hungry-worker.ts';

const jobs = process.argv.slice(2) as HungryJob[];
const meals = new Int32Array(new SharedArrayBuffer(8));
const url = new URL('./hungry-worker.ts', import.meta.url);
const threads = [0, 1].map(() => startThread<HungryJob>(url, meals, () => undefined));
const messages: string[] = [];
const error = await runTasks(threads, jobs, {
  subject: 'meals',
  onMessage: (text) => void messages.push(text),
}).then(
  () => undefined,
  (error: unknown) => String(error),
);
await Promise.all(threads.map((thread) => thread.close()));
console.log(JSON.stringify({ error, messages, filled: meals[0], done: meals[1] }));
