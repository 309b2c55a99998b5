import type { TrainableNetwork } from '../../ffn/training/index.ts';

/** A network, and how long it computed. */
export interface BusyClock {
  readonly network: TrainableNetwork;
  /** Milliseconds so far in which gradients were computed, transfers to a device and back included. */
  readonly busyMs: number;
}

/** What is left of the time is spent on waiting for examples, on moves and on the optimizer. */
export function createBusyClock(
  inner: TrainableNetwork,
  now: () => number = () => performance.now(),
): BusyClock {
  let busyMs = 0;
  return {
    get busyMs() {
      return busyMs;
    },
    network: {
      async gradient(weights, batch) {
        const began = now();
        try {
          return await inner.gradient(weights, batch);
        } finally {
          busyMs += now() - began;
        }
      },
    },
  };
}
