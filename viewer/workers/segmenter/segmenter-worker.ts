/** Grows objects off the page's thread; built as a file of its own, `segmenter-worker.js`. It says `ready` once it runs. */
import { isFloodlightError, UnsupportedError } from '../../../datasets/errors.ts';
import { encodeError } from '../protocol.ts';
import { createEngine } from './engine.ts';
import { loadModel } from './load-model.ts';
import { openKeptStore } from './opfs-store.ts';
import type { SegmenterReply, SegmenterRequest } from './protocol.ts';

/** The part of a worker's global scope used here; the page's types do not have it. */
interface Scope {
  onmessage: ((event: MessageEvent<SegmenterRequest>) => void) | null;
  postMessage(reply: SegmenterReply, transfer?: Transferable[]): void;
}
const scope = globalThis as unknown as Scope;

const engine = createEngine({
  openStore: openKeptStore,
  loadModel,
  tell: (event) => scope.postMessage({ event }),
});

scope.onmessage = ({ data }) => void carryOut(data);
scope.postMessage({ ready: true });

async function carryOut({ id, name, args }: SegmenterRequest): Promise<void> {
  try {
    const call = engine[name] as (...given: readonly unknown[]) => Promise<unknown>;
    const answer = await call.apply(engine, [...args]);
    scope.postMessage({ id, answer }, transferables(answer));
  } catch (error) {
    scope.postMessage({ id, error: encodeError(asOurs(error), name) });
  }
}

function asOurs(error: unknown): unknown {
  if (isFloodlightError(error)) return error;
  const got = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new UnsupportedError({ subject: 'segmenter', expected: 'to go on', got, cause: error });
}

/** Arrays that the answer is made of are moved to the page instead of copied. */
function transferables(answer: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const values = answer instanceof Uint8Array ? [answer] : Object.values((answer ?? {}) as object);
  for (const value of values) if (ArrayBuffer.isView(value)) buffers.add(value.buffer as ArrayBuffer);
  return [...buffers];
}
