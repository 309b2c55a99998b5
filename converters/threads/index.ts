export { isOutOfMemory } from './out-of-memory.ts';
export { type Service, serveJobs, startThread, type Thread, type ThreadIo } from './worker-thread.ts';
