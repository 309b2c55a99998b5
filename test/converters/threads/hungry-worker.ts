/** A thread whose jobs take memory: of the heap until it is full, as an array that is too large, or none. */
import { type Service, serveJobs } from '../../../converters/threads/index.ts';

export type HungryJob = 'heap' | 'heap once' | 'array' | 'bug' | 'none';

/** @param meals counts what threads did, together: jobs that filled the heap, and those that ended well. */
async function open(meals: Int32Array): Promise<Service<HungryJob>> {
  return {
    async run(job) {
      if (job === 'bug') throw new RangeError('toFixed() digits argument must be between 0 and 100');
      if (job === 'array') new Uint8Array(2 ** 53 - 1);
      const isHungry = job === 'heap' || (job === 'heap once' && Atomics.load(meals, 0) === 0);
      if (isHungry) {
        Atomics.add(meals, 0, 1);
        // By small objects: one that is large beside the limit ends the whole process, which nobody can catch.
        let last: object | undefined;
        for (;;) last = { last, numbers: [1.5, 2.5] };
      }
      Atomics.add(meals, 1, 1);
    },
    close: async () => undefined,
  };
}

serveJobs<HungryJob, Int32Array>(open);
