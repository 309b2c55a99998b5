import { type ErrorTag, FloodlightError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import type {
  ChunkData,
  FragmentRef,
  LayerInfo,
  MeshGeometry,
  SegmentMesh,
  SegmentNames,
  SkeletonGeometry,
} from '../state/index.ts';

/** What the page asks a worker. `url` names the dataset: a worker opens each once and keeps it. */
export type Question =
  | { readonly kind: 'info'; readonly url: string }
  | { readonly kind: 'chunk'; readonly url: string; readonly scale: number; readonly index: Xyz }
  | { readonly kind: 'mesh'; readonly url: string; readonly segment: bigint }
  | { readonly kind: 'names'; readonly url: string }
  | { readonly kind: 'skeleton'; readonly url: string; readonly segment: bigint }
  | {
      readonly kind: 'fragment';
      readonly url: string;
      readonly segment: bigint;
      readonly fragment: FragmentRef;
    };

/** What each kind of question is answered with. */
export interface Answers {
  info: LayerInfo;
  chunk: ChunkData;
  mesh: SegmentMesh;
  fragment: MeshGeometry;
  skeleton: SkeletonGeometry;
  names: SegmentNames;
}

export type Request =
  | { readonly id: number; readonly question: Question }
  | { readonly id: number; readonly cancel: true };

export type Reply =
  | { readonly ready: true }
  | { readonly id: number; readonly answer: Answers[keyof Answers] }
  | { readonly id: number; readonly error: PlainError };

/** An error as plain data: `postMessage` keeps neither class nor fields. */
export interface PlainError {
  readonly tag: ErrorTag;
  readonly subject: string;
  readonly expected: string;
  readonly got: string;
  readonly cure: string | undefined;
}

/** Takes the message of an error apart again; what is not ours becomes `unsupported` with its own words. */
export function encodeError(error: unknown, subject: string): PlainError {
  if (!(error instanceof FloodlightError)) {
    const got = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { tag: 'unsupported', subject, expected: 'this dataset to be readable', got, cure: undefined };
  }
  const { tag, cure, message } = error;
  const start = `${error.subject}: expected `.length;
  const body = message.slice(start, cure ? -`. ${cure}`.length : undefined);
  const split = body.indexOf(', got ');
  return { tag, subject: error.subject, expected: body.slice(0, split), got: body.slice(split + 6), cure };
}

export function decodeError({ tag, ...parts }: PlainError): FloodlightError {
  return new FloodlightError(tag, parts);
}
