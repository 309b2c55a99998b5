export { type QueueOptions, runQueue, stoppedRun } from './run-queue.ts';
export { type Service, serveJobs, startThread, type Thread, type ThreadIo } from './worker-thread.ts';
