/** What every server under test serves. */
import { gzipSync } from 'node:zlib';
import { SHARDED } from './sharded.ts';

export interface TestObject {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentEncoding?: 'gzip';
}

/** Ten bytes, `0123456789`. */
export const TEN = new TextEncoder().encode('0123456789');
export const PLAIN = new TextEncoder().encode('a chunk, as it is before gzip; '.repeat(40));
const INFO = new TextEncoder().encode('{"@type": "neuroglancer_annotations_v1"}');

/** A published dataset `cells`, whose current version is 2 and whose version 0 was withdrawn, and files beside it. */
export const OBJECTS: Readonly<Record<string, TestObject>> = {
  ten: { bytes: TEN },
  empty: { bytes: new Uint8Array(0) },
  'ds/info': { bytes: INFO },
  'ds/0-64_0-64_0-64': { bytes: new Uint8Array(gzipSync(PLAIN)), contentEncoding: 'gzip' },
  'ds/a name: with+marks': { bytes: TEN },
  'evil.html': { bytes: new TextEncoder().encode('<script>alert(1)</script>') },
  'cells@1/ten': { bytes: TEN },
  'cells@2/ten': { bytes: new TextEncoder().encode('9876543210') },
  'cells@2/info': { bytes: INFO },
  'datasets.json': {
    bytes: new TextEncoder().encode(
      JSON.stringify({
        datasets: {
          cells: { version: '2', versions: ['0', '1', '2'], withdrawn: ['0'] },
          retired: { version: '1', versions: ['1'], withdrawn: ['1'] },
        },
      }),
    ),
  },
  ...Object.fromEntries(Object.entries(SHARDED).map(([key, bytes]) => [key, { bytes }])),
};
