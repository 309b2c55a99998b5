import type { Command } from 'commander';
import { findViewLinks, openPage, serveFolder, untilAborted } from '../serving/index.ts';
import { type CommonFlags, contextOf, declareVerb, parseInteger, type VerbIo } from './verb.ts';

interface ServeFlags extends CommonFlags {
  readonly port: string;
  readonly host: string;
  readonly open?: boolean;
}

const SERVE_DEFAULTS = { port: '8080', host: '127.0.0.1' } as const;

/** `serve DIR`: data and viewer over HTTP until Ctrl-C. */
export function addServe(program: Command, io: VerbIo): void {
  declareVerb(program, 'serve <dir>', 'serve a folder of datasets and the viewer, with CORS and ranges')
    .option('--port <n>', 'port; 0 takes a free one', SERVE_DEFAULTS.port)
    .option('--host <name>', 'address to listen on; 0.0.0.0 opens it to the network', SERVE_DEFAULTS.host)
    .option('--open', 'show the first view, or the site, in the browser')
    .addHelpText('after', '\nExample: floodlight serve out --port 8080 --open')
    .action(async (folder: string, flags: ServeFlags) => {
      const { reporter, signal } = contextOf(io, flags);
      const server = await serveFolder(folder, {
        port: parseInteger('--port', flags.port, [0, 65535]),
        host: flags.host,
        onError: (error) =>
          reporter.message(`serve: ${error instanceof Error ? error.message : String(error)}`),
      });
      const views = await findViewLinks(folder, server.url);
      const lines = views.map(({ page, neuroglancer }) => `\n${page}\n  in Neuroglancer: ${neuroglancer}`);
      reporter.result(`${server.url}/  (data under ${server.url}/data/)${lines.join('')}`, {
        url: `${server.url}/`,
        data: `${server.url}/data/`,
        views,
      });
      if (flags.open) openPage(views[0]?.page ?? `${server.url}/`, (text) => reporter.message(text));
      reporter.message('Ctrl-C ends it.');
      await untilAborted(signal);
      await server.close();
    });
}
