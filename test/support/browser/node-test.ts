/** Stands in for `node:test` in browsers: the same names, carried out by mocha. */
type Body = (context: { diagnostic(message: string): void }) => void | Promise<void>;

interface Mocha {
  it(name: string, body: (this: { timeout(ms: number): void }) => void | Promise<void>): void;
  describe(name: string, body: () => void): void;
  before(body: () => void | Promise<void>): void;
  after(body: () => void | Promise<void>): void;
  beforeEach(body: () => void | Promise<void>): void;
  afterEach(body: () => void | Promise<void>): void;
}

const mocha = globalThis as unknown as Mocha;

/** Long, because a software GPU may have to compile shaders first; a hang still ends. */
const TIMEOUT_MS = 120_000;

export function test(name: string, body: Body): void {
  mocha.it(name, function () {
    this.timeout(TIMEOUT_MS);
    return body({ diagnostic: (message) => globalThis.console.info(message) });
  });
}

export const it = test;
export const describe = (name: string, body: () => void) => mocha.describe(name, body);
export const before = (body: () => void | Promise<void>) => mocha.before(body);
export const after = (body: () => void | Promise<void>) => mocha.after(body);
export const beforeEach = (body: () => void | Promise<void>) => mocha.beforeEach(body);
export const afterEach = (body: () => void | Promise<void>) => mocha.afterEach(body);
export default test;
