/** Files read at once: cores are few, and files have latency. */
const DEFAULT_AT_ONCE = 4;

/**
 * Does some work on each item, a few at once. After a failure nothing more is begun.
 * @throws what the first work that fails throws.
 */
export async function eachConcurrently<T>(
  items: Iterable<T>,
  work: (item: T) => Promise<void>,
  atOnce = DEFAULT_AT_ONCE,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let hasFailed = false;
  const worker = async () => {
    for (let next = iterator.next(); !next.done && !hasFailed; next = iterator.next()) {
      try {
        await work(next.value);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
