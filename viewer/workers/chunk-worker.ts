/**
 * Fetches and decodes off the page's thread; built as a file of its own, `chunk-worker.js`.
 * It says `ready` once it runs: a page that hears nothing decodes by itself.
 */
import { createHttpStore } from '../../datasets/stores/index.ts';
import { answer, transferables } from './answer.ts';
import { openAddress } from './open-source.ts';
import { encodeError, type Question, type Reply, type Request } from './protocol.ts';
import type { LayerSource } from './source.ts';

/** The part of a worker's global scope used here; the page's types do not have it. */
interface Scope {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(reply: Reply, transfer?: Transferable[]): void;
}
const scope = globalThis as unknown as Scope;

const running = new Map<number, AbortController>();
const open = new Map<string, Promise<LayerSource>>();

scope.onmessage = ({ data }) => {
  if ('cancel' in data) running.get(data.id)?.abort();
  else void carryOut(data.id, data.question);
};
scope.postMessage({ ready: true });

async function carryOut(id: number, question: Question): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const source = await openOnce(question.url);
    const result = await answer(source, question, controller.signal);
    scope.postMessage({ id, answer: result }, transferables(result));
  } catch (error) {
    scope.postMessage({ id, error: encodeError(error, question.url) });
  } finally {
    running.delete(id);
  }
}

/** A dataset that failed to open is tried again when it is asked for again. */
function openOnce(url: string): Promise<LayerSource> {
  let source = open.get(url);
  if (!source) {
    source = openAddress(url, createHttpStore);
    source.catch(() => open.delete(url));
    open.set(url, source);
  }
  return source;
}
