/** The program's entry: wires the process to `runProgram`. */
import { EXIT } from './console/index.ts';
import { runProgram } from './program.ts';

const controller = new AbortController();
const stop = () => {
  // A second Ctrl-C means "now".
  if (controller.signal.aborted) process.exit(130);
  controller.abort();
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
// A reader that goes away (`floodlight … | head`) ends the program quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`floodlight: standard output: expected room for the result, got ${error.message}\n`);
  process.exit(EXIT.io);
});

process.exitCode = await runProgram(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: controller.signal,
});
