import type { Answer, Probe } from './probe.ts';

/** What a check works with. */
export interface Subject {
  readonly probe: Probe;
  /** The object that is asked for, relative to the address; '' for the address itself. */
  readonly path: string;
  /** The object whole and not encoded, as a plain GET gave it. */
  readonly whole: Answer;
  /** A range of it, `bytes=2-5`: asked once, looked at by several checks. */
  readonly part: Answer;
  /** Something that is not there. */
  readonly missing: Answer;
}

export interface Check {
  readonly id: string;
  /** What a good server does. */
  readonly asks: string;
  /** What goes wrong otherwise, and for whom. */
  readonly trips: string;
  /** A warning costs speed or safety; anything else shows wrong data, or none. */
  readonly level: 'fault' | 'warning';
  /** Found nothing: undefined. Otherwise what the server did. 'skip' where it does not apply. */
  readonly run: (subject: Subject) => Promise<string | undefined>;
}

export const BROWSERS = 'Neuroglancer and our viewer, in any page of another origin';
export const SHARDS = 'sharded data and multi-resolution meshes, in every reader';

/** Whether a page of any origin may read the answer. */
export const hasCors = (answer: Answer): boolean =>
  ['*', 'https://check-server.invalid'].includes(answer.header('access-control-allow-origin'));

/** `undefined` where it holds, else what was found. */
export const unless = (holds: boolean, found: string): string | undefined => (holds ? undefined : found);

export const said = (answer: Answer): string => {
  const range = answer.header('content-range');
  return `status ${answer.status}, ${answer.body.length} bytes${range && `, Content-Range "${range}"`}`;
};

export const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
