import type { Plugin } from 'esbuild';

/** Pages that were answered with `withScript` load again after each build that changes something. */
export interface Reloader {
  /** Resolves after the first build without errors. */
  readonly ready: Promise<void>;
  /** Tells pages after each build; `afterBuild` runs first. */
  plugin(afterBuild: () => Promise<void>): Plugin;
  /** Answers the script and the stream of builds; undefined for every other request. */
  answer(request: Request): Response | undefined;
  /** Adds the script to a page; other answers pass. */
  withScript(response: Response): Promise<Response>;
  close(): void;
}

const SCRIPT_PATH = '/dev-reload.js';
const STREAM_PATH = '/dev-builds';
const SCRIPT = `new EventSource('${STREAM_PATH}').addEventListener('build', () => location.reload());`;

export function createReloader(): Reloader {
  const pages = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const encoder = new TextEncoder();
  const { promise: ready, resolve: setReady } = Promise.withResolvers<void>();
  let builds = 0;

  const stream = () => {
    let own: ReadableStreamDefaultController<Uint8Array>;
    return new ReadableStream<Uint8Array>({
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
    answer(request) {
      const { pathname } = new URL(request.url);
      if (pathname === SCRIPT_PATH)
        return new Response(SCRIPT, { headers: { 'content-type': 'text/javascript' } });
      if (pathname !== STREAM_PATH) return undefined;
      return new Response(stream(), {
        headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
      });
    },
    async withScript(response) {
      if (!response.headers.get('content-type')?.startsWith('text/html') || response.status !== 200)
        return response;
      const html = (await response.text()).replace(
        '</head>',
        `<script type="module" src="${SCRIPT_PATH}"></script></head>`,
      );
      const headers = new Headers(response.headers);
      headers.set('content-length', String(new TextEncoder().encode(html).length));
      headers.delete('etag');
      return new Response(html, { status: 200, headers });
    },
    close() {
      for (const page of pages) page.close();
      pages.clear();
    },
  };
}
