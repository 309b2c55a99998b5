import { InvalidDataError, UnsupportedError } from '../errors.ts';
import { TextScanner } from './text-scanner.ts';

/** How a number lies in a binary file. */
export type PlyType = 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32' | 'float64';

const TYPES: Readonly<Record<string, PlyType>> = {
  ...{ char: 'int8', uchar: 'uint8', short: 'int16', ushort: 'uint16', int: 'int32', uint: 'uint32' },
  ...{ float: 'float32', double: 'float64', int8: 'int8', uint8: 'uint8', int16: 'int16', uint16: 'uint16' },
  ...{ int32: 'int32', uint32: 'uint32', float32: 'float32', float64: 'float64' },
};

export interface PlyProperty {
  readonly name: string;
  readonly type: PlyType;
  /** Of a list: how its length lies. */
  readonly lengthType?: PlyType;
}

export interface PlyElement {
  readonly name: string;
  readonly count: number;
  readonly properties: readonly PlyProperty[];
}

export interface PlyHeader {
  readonly format: 'ascii' | 'binary_little_endian' | 'binary_big_endian';
  readonly elements: readonly PlyElement[];
  /** Offset of the first element. */
  readonly end: number;
}

const FORMATS: readonly string[] = ['ascii', 'binary_little_endian', 'binary_big_endian'];

/** @throws InvalidDataError naming the line; UnsupportedError for formats that are not known; CorruptDataError without end. */
export function parsePlyHeader(bytes: Uint8Array, subject: string): PlyHeader {
  const scanner = new TextScanner(bytes, subject);
  const first = scanner.line();
  if (first?.trim() !== 'ply') throw scanner.wrong('ply', JSON.stringify(first));
  let format: string | undefined;
  const elements: { name: string; count: number; properties: PlyProperty[] }[] = [];
  for (;;) {
    const line = scanner.line();
    if (line === undefined) throw scanner.ended('end_header');
    const [keyword, ...words] = line.trim().split(/\s+/);
    if (keyword === 'end_header') break;
    if (keyword === 'comment' || keyword === 'obj_info') continue;
    if (keyword === 'format') format = words[0];
    else if (keyword === 'element') elements.push(elementOf(words, scanner));
    else if (keyword === 'property' && elements.length > 0)
      elements.at(-1)?.properties.push(propertyOf(words, scanner));
    else throw scanner.wrong('format, element, property or end_header', JSON.stringify(line));
  }
  if (format === undefined || !FORMATS.includes(format)) {
    const expected = `format ${FORMATS.join(', ')}`;
    if (format === undefined) throw new InvalidDataError({ subject, expected, got: 'none' });
    throw new UnsupportedError({ subject, expected, got: format });
  }
  return { format: format as PlyHeader['format'], elements, end: scanner.at };
}

function elementOf([name = '', digits = '']: readonly string[], scanner: TextScanner) {
  const count = Number(digits);
  if (!/^\d+$/.test(digits) || !Number.isSafeInteger(count))
    throw scanner.wrong('element NAME COUNT', `${name} ${digits}`);
  return { name, count, properties: [] };
}

function propertyOf(words: readonly string[], scanner: TextScanner): PlyProperty {
  const isList = words[0] === 'list';
  const [typeName = '', name] = isList ? words.slice(2) : words;
  const type = TYPES[typeName];
  const lengthType = isList ? TYPES[words[1] ?? ''] : undefined;
  if (!type || name === undefined || (isList && !lengthType?.includes('int')))
    throw scanner.wrong('property TYPE NAME, or list TYPE TYPE NAME', words.join(' '));
  return { name, type, ...(lengthType && { lengthType }) };
}
