/** Reader of TFRecord streams. Source of the framing: spec/ffn.md 5.4. */
import { CorruptDataError } from '../../../datasets/errors.ts';
import { maskedCrc32c } from '../../model/index.ts';

const HEADER_BYTES = 12;
const FOOTER_BYTES = 4;

/** Records of training are below 200 bytes; what claims more is damaged. */
const MAX_RECORD_BYTES = 2 ** 26;

/**
 * Takes the records out of a stream that is no longer compressed; both checksums of each are checked.
 * @param chunks of bytes, cut anywhere.
 * @param subject the file, for messages, which name the offset of the record, too.
 * @returns views that hold until the next one is asked for.
 * @throws CorruptDataError for a wrong checksum, a length over 64 MiB, and a stream that ends within a record.
 */
export async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
  subject: string,
): AsyncGenerator<Uint8Array[]> {
  let kept = new Uint8Array(0);
  let offset = 0;
  for await (const chunk of chunks) {
    const bytes = joined(kept, chunk);
    const { records, used } = takeRecords(bytes, subject, offset);
    kept = bytes.slice(used);
    offset += used;
    if (records.length > 0) yield records;
  }
  if (kept.length > 0) throw corrupt(subject, offset, 'a whole record', `${kept.length} bytes of one`);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function takeRecords(
  bytes: Uint8Array,
  subject: string,
  offset: number,
): { records: Uint8Array[]; used: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: Uint8Array[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= bytes.length) {
    assertChecksum(bytes.subarray(at, at + 8), view.getUint32(at + 8, true), [
      subject,
      offset + at,
      'length',
    ]);
    const length = Number(view.getBigUint64(at, true));
    if (length > MAX_RECORD_BYTES)
      throw corrupt(subject, offset + at, `at most ${MAX_RECORD_BYTES} bytes in a record`, `${length}`);
    const end = at + HEADER_BYTES + length + FOOTER_BYTES;
    if (end > bytes.length) break;
    const data = bytes.subarray(at + HEADER_BYTES, end - FOOTER_BYTES);
    assertChecksum(data, view.getUint32(end - FOOTER_BYTES, true), [subject, offset + at, 'data']);
    records.push(data);
    at = end;
  }
  return { records, used: at };
}

function assertChecksum(
  bytes: Uint8Array,
  expected: number,
  [subject, offset, what]: readonly [string, number, string],
): void {
  const got = maskedCrc32c(bytes);
  if (got === expected) return;
  const hex = (n: number) => n.toString(16).padStart(8, '0');
  throw corrupt(subject, offset, `checksum ${hex(expected)} of its ${what}`, hex(got));
}

const corrupt = (subject: string, offset: number, expected: string, got: string) =>
  new CorruptDataError({
    subject: `${subject}: record at offset ${offset}`,
    expected,
    got,
    cure: 'The file is damaged or no TFRecord file (gzip): write or copy it again',
  });
