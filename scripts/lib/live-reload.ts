import type { Plugin } from 'esbuild';
import { type Answer, type EdgeRequest, responseOf } from '../../edge/index.ts';

/** Pages that were answered with `withScript` load again after each build that changes something. */
export interface Reloader {
  /** Resolves after the first build without errors. */
  readonly ready: Promise<void>;
  /** Tells pages after each build; `afterBuild` runs first. */
  plugin(afterBuild: () => Promise<void>): Plugin;
  /** Answers the script and the stream of builds; undefined for every other request. */
  answer(request: EdgeRequest): Answer | undefined;
  /** Adds the script to a page; other answers pass. */
  withScript(answer: Answer): Promise<Answer>;
  close(): void;
}

const SCRIPT_PATH = '/dev-reload.js';
const STREAM_PATH = '/dev-builds';
const SCRIPT = `new EventSource('${STREAM_PATH}').addEventListener('build', () => location.reload());`;

export function createReloader(): Reloader {
  const pages = new Set<ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>>();
  const encoder = new TextEncoder();
  const { promise: ready, resolve: setReady } = Promise.withResolvers<void>();
  let builds = 0;

  const stream = () => {
    let own: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        own = controller;
        pages.add(controller);
        controller.enqueue(encoder.encode(': waiting for builds\n\n'));
      },
      cancel() {
        pages.delete(own);
      },
    });
  };

  return {
    ready,
    plugin: (afterBuild) => ({
      name: 'live-reload',
      setup(build) {
        build.onEnd(async ({ errors }) => {
          if (errors.length > 0) return;
          await afterBuild();
          setReady();
          // The first build is what pages are about to load anyway.
          if (++builds > 1)
            for (const page of pages) page.enqueue(encoder.encode('event: build\ndata: \n\n'));
        });
      },
    }),
    answer({ path }) {
      if (path === SCRIPT_PATH)
        return { status: 200, headers: { 'Content-Type': 'text/javascript' }, body: encoder.encode(SCRIPT) };
      if (path !== STREAM_PATH) return undefined;
      const headers = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' };
      return { status: 200, headers, body: stream() };
    },
    async withScript(answer) {
      const { status, headers } = answer;
      if (!headers['Content-Type']?.startsWith('text/html') || status !== 200) return answer;
      const html = (await responseOf(answer).text()).replace(
        '</head>',
        `<script type="module" src="${SCRIPT_PATH}"></script></head>`,
      );
      const body = encoder.encode(html);
      const { ETag: _, ...others } = headers;
      return { status, headers: { ...others, 'Content-Length': String(body.length) }, body };
    },
    close() {
      for (const page of pages) page.close();
      pages.clear();
    },
  };
}
