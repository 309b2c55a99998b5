import { CorruptDataError, InvalidDataError } from '../errors.ts';
import type { MeshBuilder } from './mesh-builder.ts';

const NEWLINE = 10;
const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);

/** Reads words, numbers and lines of an ASCII file where they lie: no text of the whole file is made. */
export class TextScanner {
  /** Offset of the next byte. */
  at = 0;
  private readonly bytes: Uint8Array;
  private readonly subject: string;

  constructor(bytes: Uint8Array, subject: string) {
    this.bytes = bytes;
    this.subject = subject;
  }

  /** The rest of the current line, without its end; undefined at the end of the file. */
  line(): string | undefined {
    const { bytes, at } = this;
    if (at >= bytes.length) return undefined;
    const found = bytes.indexOf(NEWLINE, at);
    const end = found < 0 ? bytes.length : found;
    this.at = end + 1;
    return textOf(bytes, at, end).trimEnd();
  }

  /** The next word, on whatever line; undefined at the end of the file. */
  word(): string | undefined {
    const { bytes } = this;
    let { at } = this;
    while (at < bytes.length && isSpace(bytes[at] as number)) at++;
    const begin = at;
    while (at < bytes.length && !isSpace(bytes[at] as number)) at++;
    this.at = at;
    return at === begin ? undefined : textOf(bytes, begin, at);
  }

  /** @throws CorruptDataError at the end of the file; InvalidDataError for what is no finite number. */
  number(what: string): number {
    const word = this.word();
    if (word === undefined) throw this.ended(what);
    const value = Number(word);
    if (!Number.isFinite(value)) throw this.wrong(what, word);
    return value;
  }

  /** A whole number from 0. @throws as `number`. */
  count(what: string): number {
    const value = this.number(what);
    if (!Number.isSafeInteger(value) || value < 0) throw this.wrong(what, value);
    return value;
  }

  /**
   * So many numbers of a list: no list may be longer than the bytes that are left, two for a number.
   * @throws CorruptDataError where the file cannot hold it.
   */
  checkLeft(numbers: number, what: string): void {
    const left = this.bytes.length - this.at;
    if (2 * numbers - 1 > left) throw this.ended(`${numbers} ${what}`, `${left} bytes`);
  }

  /** The file ends before what is asked for. */
  ended(expected: string, got = 'the end of the file'): CorruptDataError {
    const cure = 'The file is cut off: fetch it again';
    return new CorruptDataError({ subject: this.place, expected, got, cure });
  }

  wrong(expected: string, got: unknown): InvalidDataError {
    return new InvalidDataError({ subject: this.place, expected, got: String(got).slice(0, 60) });
  }

  /** With the line's number, which is counted only for an error. */
  private get place(): string {
    const end = Math.max(0, Math.min(this.at, this.bytes.length) - 1);
    let line = 1;
    for (let i = 0; i < end; i++) if (this.bytes[i] === NEWLINE) line++;
    return `${this.subject} line ${line}`;
  }
}

function textOf(bytes: Uint8Array, begin: number, end: number): string {
  let text = '';
  for (let i = begin; i < end; i++) text += String.fromCharCode(bytes[i] as number);
  return text;
}

/** The next three numbers as a vertex. @throws as `number`. */
export function addVertex(scanner: TextScanner, mesh: MeshBuilder): void {
  const x = scanner.number('a coordinate');
  const y = scanner.number('a coordinate');
  mesh.addVertex(x, y, scanner.number('a coordinate'));
}
