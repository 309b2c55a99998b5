import type { GetOptions, Store } from '../../../../datasets/stores/index.ts';

export interface RecordedCall {
  readonly key: string;
  readonly options: GetOptions;
}

/** Passes reads on and keeps what was asked. With `hold`, answers wait for `release`, or end with an abort. */
export function createRecordingStore(inner: Store, { hold = false } = {}) {
  const calls: RecordedCall[] = [];
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const store: Store = {
    name: inner.name,
    async get(key, options = {}) {
      calls.push({ key, options });
      if (hold) {
        await new Promise<void>((resolve) => {
          options.signal?.addEventListener('abort', () => resolve());
          void released.then(resolve);
        });
      }
      return inner.get(key, options);
    },
  };
  return { store, calls, release: () => release() };
}
