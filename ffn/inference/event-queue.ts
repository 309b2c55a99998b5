/** Events on their way from what makes them to one reader. */
export interface EventQueue<T> extends AsyncIterable<T> {
  push(event: T): void;
  /** No more events come; with an error, the reader gets it after the events before it. */
  close(error?: unknown): void;
}

export function createEventQueue<T>(): EventQueue<T> {
  let events: T[] = [];
  let end: { readonly error: unknown } | undefined;
  let wake = (): void => {};
  return {
    push(event) {
      events.push(event);
      wake();
    },
    close(error) {
      end ??= { error };
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const batch = events;
        events = [];
        yield* batch;
        if (events.length > 0) continue;
        if (end) {
          if (end.error !== undefined) throw end.error;
          return;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
