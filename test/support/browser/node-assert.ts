/** Stands in for `node:assert/strict` in browsers: the calls that our tests use, carried out by chai. */
import { assert as chai } from 'chai';

type Matcher =
  | RegExp
  | ((error: unknown) => boolean)
  | Record<string, unknown>
  | (new (
      ...args: never[]
    ) => Error);

function matches(error: unknown, matcher: Matcher | undefined, message?: string): void {
  if (matcher === undefined) return;
  if (matcher instanceof RegExp) return chai.match(String(error), matcher, message);
  if (typeof matcher === 'object') {
    for (const [key, value] of Object.entries(matcher)) {
      const actual = (error as Record<string, unknown>)[key];
      if (value instanceof RegExp) chai.match(String(actual), value, message);
      else chai.deepEqual(actual, value, message);
    }
    return;
  }
  if (matcher.prototype instanceof Error || (matcher as unknown) === Error) {
    return chai.instanceOf(error, matcher as new () => Error, message);
  }
  chai.isTrue((matcher as (error: unknown) => boolean)(error), message);
}

function throws(body: () => unknown, matcher?: Matcher, message?: string): void {
  try {
    body();
  } catch (error) {
    return matches(error, matcher, message);
  }
  chai.fail(message ?? 'expected an error, got none');
}

async function rejects(body: Promise<unknown> | (() => Promise<unknown>), matcher?: Matcher): Promise<void> {
  try {
    await (typeof body === 'function' ? body() : body);
  } catch (error) {
    return matches(error, matcher);
  }
  chai.fail('expected a rejection, got none');
}

const assert = Object.assign((value: unknown, message?: string) => chai.isOk(value, message), {
  ok: (value: unknown, message?: string) => chai.isOk(value, message),
  equal: (a: unknown, b: unknown, message?: string) => chai.strictEqual(a, b, message),
  strictEqual: (a: unknown, b: unknown, message?: string) => chai.strictEqual(a, b, message),
  notEqual: (a: unknown, b: unknown, message?: string) => chai.notStrictEqual(a, b, message),
  deepEqual: (a: unknown, b: unknown, message?: string) => chai.deepEqual(a, b, message),
  deepStrictEqual: (a: unknown, b: unknown, message?: string) => chai.deepEqual(a, b, message),
  match: (text: string, pattern: RegExp, message?: string) => chai.match(text, pattern, message),
  fail: (message?: string) => chai.fail(message ?? 'failed'),
  throws,
  rejects,
});

export default assert;
