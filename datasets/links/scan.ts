import { InvalidDataError, TooLargeError } from '../errors.ts';
import type { Json } from './json.ts';

/** Longest state that is read, in UTF-16 units. Browsers stop at 2 MB of URL; files on hosts may be larger. */
export const MAX_STATE_LENGTH = 5 * 2 ** 20;

/** Deepest nesting that is read. Layouts nest, but nobody splits a screen a hundred times. */
export const MAX_DEPTH = 100;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[a-z]+/y;
/** What of a string literal can be taken over as it stands; also line breaks, which people paste within shaders. */
const PLAIN_IN_DOUBLE = /[^"\\]+/y;
const PLAIN_IN_SINGLE = /[^'\\]+/y;

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const WORDS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/**
 * Reads JSON, and Neuroglancer's old URL-safe spelling of it, in one pass: outside of strings `_` and `&` are
 * commas too, and a string may stand in single quotes, with bare `"` and with `\'`.
 * @param text already percent-decoded; untrusted.
 * @returns plain data; integers beyond 2^53 as decimal strings; a repeated key has its last value.
 * @throws TooLargeError above 5 MB or 100 levels; InvalidDataError with the offset for anything else.
 */
export function parseUrlSafeJson(text: string, subject = 'state'): Json {
  if (text.length > MAX_STATE_LENGTH) {
    const got = `${text.length}`;
    throw new TooLargeError({ subject, expected: `at most ${MAX_STATE_LENGTH} characters`, got });
  }
  const scanner = new Scanner(text, subject);
  const value = scanner.value(0);
  scanner.end();
  return value;
}

class Scanner {
  private at = 0;
  private readonly text: string;
  private readonly subject: string;

  constructor(text: string, subject: string) {
    this.text = text;
    this.subject = subject;
  }

  end(): void {
    this.skipSpace();
    if (this.at < this.text.length) throw this.wrong('the end of the text');
  }

  value(depth: number): Json {
    if (depth > MAX_DEPTH) {
      const { subject, at } = this;
      throw new TooLargeError({ subject, expected: `at most ${MAX_DEPTH} levels`, got: `more at ${at}` });
    }
    this.skipSpace();
    const first = this.text[this.at];
    if (first === '{') return this.object(depth);
    if (first === '[') return this.array(depth);
    if (first === '"' || first === "'") return this.string();
    const word = this.word();
    return word === undefined ? this.number() : word;
  }

  private object(depth: number): Json {
    const object: Record<string, Json> = {};
    this.at++;
    if (this.takes('}')) return object;
    do {
      this.skipSpace();
      if (!/["']/.test(this.text[this.at] ?? '')) throw this.wrong('a key in quotes');
      const key = this.string();
      if (!this.takes(':')) throw this.wrong("':'");
      // Assignment to __proto__ would change what the object is, not what it holds.
      const value = this.value(depth + 1);
      Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
    } while (this.takesComma());
    if (!this.takes('}')) throw this.wrong("',' or '}'");
    return object;
  }

  private array(depth: number): Json {
    const items: Json[] = [];
    this.at++;
    if (this.takes(']')) return items;
    do items.push(this.value(depth + 1));
    while (this.takesComma());
    if (!this.takes(']')) throw this.wrong("',' or ']'");
    return items;
  }

  private string(): string {
    const quote = this.text[this.at++];
    const plain = quote === '"' ? PLAIN_IN_DOUBLE : PLAIN_IN_SINGLE;
    const parts: string[] = [];
    for (;;) {
      const part = this.match(plain);
      if (part !== undefined) parts.push(part);
      const next = this.text[this.at];
      if (next !== quote && next !== '\\') throw this.wrong(`a character of a string or ${quote}`);
      this.at++;
      if (next === quote) return parts.join('');
      parts.push(this.escape(quote));
    }
  }

  /** What stands after a backslash. */
  private escape(quote: string): string {
    const letter = this.text[this.at] ?? '';
    if (letter === 'u') {
      const digits = this.text.slice(this.at + 1, this.at + 5);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.wrong('four hexadecimal digits');
      this.at += 5;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const meaning = quote === "'" && letter === "'" ? letter : ESCAPES[letter];
    if (meaning === undefined) throw this.wrong('an escape of JSON');
    this.at++;
    return meaning;
  }

  private word(): Json | undefined {
    const from = this.at;
    const value = WORDS.get(this.match(WORD) ?? '');
    if (value === undefined) this.at = from;
    return value;
  }

  private number(): Json {
    const digits = this.match(NUMBER);
    if (digits === undefined) throw this.wrong('a value');
    const value = Number(digits);
    if (!Number.isFinite(value)) throw this.wrong('a finite number');
    if (/[.eE]/.test(digits) || Number.isSafeInteger(value)) return value;
    return digits;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private takesComma(): boolean {
    return this.takes(',') || this.takes('_') || this.takes('&');
  }

  private takes(character: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private skipSpace(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? '')) this.at++;
  }

  private wrong(expected: string): InvalidDataError {
    const rest = this.text.slice(this.at, this.at + 20);
    const got = rest === '' ? 'the end of the text' : `${JSON.stringify(rest)} at character ${this.at}`;
    return new InvalidDataError({ subject: this.subject, expected, got });
  }
}
