export { EXIT, exitCodeOf } from './exit-codes.ts';
export { formatSeconds, type Progress } from './progress.ts';
export { createReporter, type Reporter, type TextSink } from './reporter.ts';
export { VERSION } from './version.ts';
