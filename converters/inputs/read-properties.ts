import { readFile } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { InvalidDataError, MissingError } from '../../datasets/errors.ts';

/** What a column of a table says of segments. */
export type ColumnType = 'label' | 'description' | 'string' | 'tags' | 'number';
const COLUMN_TYPES: readonly ColumnType[] = ['label', 'description', 'string', 'tags', 'number'];

export interface PropertyColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** As they stand in the file, without blanks around them; '' where a cell is empty. */
  readonly cells: readonly string[];
}

/** Properties of segments, a row a segment. */
export interface PropertyTable {
  /** In the order of the file; each once, from 1 to 2^64 - 1. */
  readonly ids: readonly bigint[];
  readonly columns: readonly PropertyColumn[];
}

/**
 * Reads a CSV (RFC 4180; also with tabs or semicolons, a byte order mark, CRLF). The first column is the id; the header names
 * the others as `name:type`, without a type a text: `cell type:label,note:description,kind:tags,size:number`.
 * @throws InvalidDataError naming the line; MissingError where no file is there.
 */
export async function readPropertyTable(path: string): Promise<PropertyTable> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
    throw new MissingError({ subject: path, expected: 'a CSV file', got: 'nothing there', cause });
  });
  return parsePropertyTable(text, path);
}

/** @param subject what messages call the file. */
export function parsePropertyTable(text: string, subject: string): PropertyTable {
  if (text.includes('\0')) throw invalid(subject, 'a text', 'binary data', 'Save the spreadsheet as CSV');
  const [header, ...rows] = parseRows(text, subject);
  if (!header) throw invalid(subject, 'a header and rows', 'an empty file');
  if (/^\d+$/.test(header.cells[0] ?? ''))
    throw invalid(
      subject,
      'a header in the first line',
      `a row: ${JSON.stringify(header.cells.join(','))}`,
      'Begin the file with a line such as id,name:label,size:number',
    );
  const columns = header.cells.slice(1).map((cell, i) => parseHeader(cell, `${subject}: column ${i + 2}`));
  const seen = new Map<string, number>();
  const ids = rows.map(({ cells, line }) => {
    const id = cells[0] ?? '';
    const at = `${subject}: line ${line}`;
    if (!/^\d{1,20}$/.test(id) || BigInt(id) === 0n || BigInt(id) >= 2n ** 64n)
      throw invalid(at, 'an id from 1 to 2^64 - 1 in the first column', JSON.stringify(id), wrongId(id));
    const key = `${BigInt(id)}`;
    const first = seen.get(key);
    if (first !== undefined) throw invalid(at, 'each id once', `${key}, which line ${first} has`);
    seen.set(key, line);
    return BigInt(id);
  });
  return {
    ids,
    columns: columns.map((column, i) => ({ ...column, cells: rows.map(({ cells }) => cells[i + 1] ?? '') })),
  };
}

interface Row {
  readonly cells: readonly string[];
  /** Where the row ends, from 1. */
  readonly line: number;
}

function parseRows(text: string, subject: string): Row[] {
  const options = { bom: true, trim: true, skip_empty_lines: true, info: true } as const;
  try {
    const found = parse(text, { ...options, delimiter: delimiterOf(text) }) as unknown as {
      readonly record: string[];
      readonly info: { readonly lines: number };
    }[];
    return found.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw invalid(subject, 'rows as long as the header, quotes closed', error.message);
  }
}

/** What stands first in the header, outside of quotes. */
const delimiterOf = (text: string): string =>
  /^(?:"(?:[^"]|"")*"|[^",;\t\r\n])*([,;\t])/.exec(text.replace(/^\uFEFF/, ''))?.[1] ?? ',';

function parseHeader(cell: string, subject: string): Omit<PropertyColumn, 'cells'> {
  const at = cell.lastIndexOf(':');
  const [name, type] = at < 0 ? [cell, 'string'] : [cell.slice(0, at).trim(), cell.slice(at + 1).trim()];
  const known = COLUMN_TYPES.find((choice) => choice === type);
  if (name === '' || !known)
    throw invalid(subject, `name:type, of type ${COLUMN_TYPES.join(', ')}`, JSON.stringify(cell));
  return { name, type: known };
}

/** A spreadsheet writes large ids as 1.2E+18, and what it has lost nobody can give back. */
const wrongId = (id: string): string | undefined =>
  /[.eE]/.test(id) ? 'A spreadsheet rounded it: save the column as text' : undefined;

const invalid = (subject: string, expected: string, got: string, cure?: string) =>
  new InvalidDataError({ subject, expected, got, cure });
