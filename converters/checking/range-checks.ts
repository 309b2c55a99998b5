import { type Check, isSame, SHARDS, type Subject, said, unless } from './check.ts';
import type { Answer } from './probe.ts';

/** Whether an answer is exactly bytes [begin, end) of the object, and says so. */
function isPart({ whole }: Subject, answer: Answer, [begin, end]: readonly [number, number]): boolean {
  return (
    answer.status === 206 &&
    answer.header('content-range') === `bytes ${begin}-${end - 1}/${whole.body.length}` &&
    isSame(answer.body, whole.body.subarray(begin, end))
  );
}

const isWhole = ({ whole }: Subject, answer: Answer): boolean =>
  answer.status === 200 && isSame(answer.body, whole.body);

const ask = ({ probe, path }: Subject, range: string, more: Record<string, string> = {}) =>
  probe(path, { Range: range, ...more });

/** Ranges, by RFC 9110 section 14. Each compares bytes with the whole object. */
export const RANGE_CHECKS: readonly Check[] = [
  {
    ...{ id: 'range', level: 'fault', trips: SHARDS },
    asks: 'a range is answered by 206, exactly its bytes and a Content-Range that says which',
    run: async (subject) => unless(isPart(subject, subject.part, [2, 6]), `bytes=2-5: ${said(subject.part)}`),
  },
  {
    ...{ id: 'range-open', level: 'fault', trips: SHARDS },
    asks: 'a range without an end goes to the last byte',
    async run(subject) {
      const size = subject.whole.body.length;
      const answer = await ask(subject, 'bytes=3-');
      return unless(isPart(subject, answer, [3, size]), `bytes=3-: ${said(answer)}`);
    },
  },
  {
    ...{
      id: 'range-suffix',
      level: 'warning',
      trips: 'readers that ask for the last bytes, such as TensorStore of Zarr shards',
    },
    asks: 'a range of the last bytes',
    async run(subject) {
      const size = subject.whole.body.length;
      const answer = await ask(subject, 'bytes=-4');
      return unless(isPart(subject, answer, [size - 4, size]), `bytes=-4: ${said(answer)}`);
    },
  },
  {
    ...{ id: 'range-clamp', level: 'fault', trips: SHARDS },
    asks: 'a range that ends past the object is cut at its end',
    async run(subject) {
      const size = subject.whole.body.length;
      const answer = await ask(subject, `bytes=1-${size + 1000}`);
      return unless(isPart(subject, answer, [1, size]), `past the end: ${said(answer)}`);
    },
  },
  {
    ...{
      id: 'range-beyond',
      level: 'fault',
      trips: 'cloud-volume and our reader: a damaged shard looks whole, or loads as a whole file',
    },
    asks: 'a range behind the end is 416',
    async run(subject) {
      const size = subject.whole.body.length;
      const answer = await ask(subject, `bytes=${size}-${size + 9}`);
      return unless(answer.status === 416, `bytes=${size}-: ${said(answer)}`);
    },
  },
  {
    ...{ id: 'range-beyond-size', level: 'warning', trips: 'readers that learn the size from a refusal' },
    asks: '416 tells the size, Content-Range: bytes */n',
    async run(subject) {
      const size = subject.whole.body.length;
      const answer = await ask(subject, `bytes=${size}-${size + 9}`);
      if (answer.status !== 416) return undefined;
      return unless(
        answer.header('content-range') === `bytes */${size}`,
        `Content-Range "${answer.header('content-range')}"`,
      );
    },
  },
  {
    ...{ id: 'range-unit', level: 'warning', trips: 'nobody yet; RFC 9110 14.2 has it so' },
    asks: 'an unknown unit is ignored',
    async run(subject) {
      const answer = await ask(subject, 'items=0-1');
      return unless(isWhole(subject, answer), `items=0-1: ${said(answer)}`);
    },
  },
  {
    ...{ id: 'range-encoding', level: 'fault', trips: `${SHARDS}: a slice of compressed bytes is no data` },
    asks: 'a range is of the bytes as they are named, not of a compressed form made on the way',
    async run(subject) {
      const answer = await ask(subject, 'bytes=2-5', { 'Accept-Encoding': 'gzip, deflate, br' });
      if (answer.status !== 206 || answer.header('content-encoding') === '') return undefined;
      return `206 with Content-Encoding ${answer.header('content-encoding')}`;
    },
  },
  {
    ...{ id: 'if-range', level: 'fault', trips: 'caches: halves of two versions in one file' },
    asks: 'If-Range of another version is answered by the whole object',
    async run(subject) {
      const answer = await ask(subject, 'bytes=2-5', { 'If-Range': '"another-version"' });
      return unless(answer.status !== 206, `If-Range: "another-version": ${said(answer)}`);
    },
  },
];
