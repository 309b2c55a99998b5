import { throwIfAborted } from './range.ts';

/** One request that several callers wait for. */
export interface SharedRequest<T> {
  /**
   * Waits for the result, which all callers share.
   * @throws AbortedError to this caller alone where its signal aborts; the request ends with its last caller.
   */
  join(signal: AbortSignal | undefined, subject: string): Promise<T>;
  /** Everyone has left: it must not be joined any more. */
  readonly abandoned: boolean;
}

/** @param start called once, at the first `join`. */
export function createSharedRequest<T>(start: (signal: AbortSignal) => Promise<T>): SharedRequest<T> {
  const controller = new AbortController();
  let result: Promise<T> | undefined;
  let waiting = 0;
  return {
    get abandoned() {
      return controller.signal.aborted;
    },
    join(signal, subject) {
      throwIfAborted(signal, subject);
      result ??= start(controller.signal);
      waiting++;
      const shared = result;
      return new Promise<T>((resolve, reject) => {
        const leave = () => {
          if (--waiting === 0) controller.abort();
          try {
            throwIfAborted(signal, subject);
          } catch (error) {
            reject(error);
          }
        };
        signal?.addEventListener('abort', leave, { once: true });
        shared.then(resolve, reject).finally(() => signal?.removeEventListener('abort', leave));
      });
    },
  };
}
