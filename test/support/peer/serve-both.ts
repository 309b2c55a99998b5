/** Our built viewer and Neuroglancer's client beside it, with the same data, from the handler of `floodlight serve`. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileObjectStore, serveHttp } from '../../../converters/node/index.ts';
import { answerRequest } from '../../../edge/index.ts';
import { repoPath } from '../paths.ts';
import { runFloodlight } from '../program.ts';
import { buildPeerClient } from './build-client.ts';

/** A viewer over the whole window and nothing around its panels. */
const BARE_PAGE = `<!doctype html><meta charset="utf-8"><title>Floodlight</title>
<link rel="stylesheet" href="bare.css">
<script type="module" src="/floodlight-viewer.js"></script>
<floodlight-viewer bare></floodlight-viewer>
`;

/** The frame leaves a pixel above the status line. */
const BARE_STYLE = `
html, body { margin: 0; overflow: hidden }
floodlight-viewer { block-size: calc(100vh + 1px); --floodlight-gap: 0px }
floodlight-viewer::part(label), floodlight-viewer::part(status) { display: none }
`;

export interface ServedViewers {
  /** Pages without interface. */
  readonly ours: string;
  readonly peer: string;
  /** Whole pages. */
  readonly oursWhole: string;
  readonly peerWhole: string;
  /** Address of the folder of data. */
  readonly data: string;
  close(): Promise<void>;
}

/** What is served beside the built site. */
const EXTRA = '/beside/';

/** @param folder with the data. @param asked told of every path that is asked for. */
export async function serveViewers(
  folder: string,
  asked: (path: string) => void = () => undefined,
): Promise<ServedViewers> {
  const extra = await mkdtemp(join(tmpdir(), 'floodlight-peer-'));
  const beside = join(extra, EXTRA);
  await mkdir(beside);
  await writeFile(join(beside, 'bare.html'), BARE_PAGE);
  await writeFile(join(beside, 'bare.css'), BARE_STYLE);
  await Promise.all([buildOurs(), buildPeerClient(join(beside, 'peer'))]);
  const data = fileObjectStore(folder);
  const sites = [fileObjectStore(repoPath('dist/site')), fileObjectStore(extra)] as const;
  const { url, close } = await serveHttp({
    handler: (request) => {
      const { path } = request;
      asked(path);
      return answerRequest(request, { data, site: sites[path.startsWith(EXTRA) ? 1 : 0] });
    },
  });
  return {
    ours: `${url}${EXTRA}bare.html`,
    peer: `${url}${EXTRA}peer/bare.html`,
    oursWhole: `${url}/`,
    peerWhole: `${url}${EXTRA}peer/index.html`,
    data: `${url}/data`,
    async close() {
      await close(0);
      await rm(extra, { recursive: true, force: true });
    },
  };
}

/** The program builds what it serves, where sources have changed. */
async function buildOurs(): Promise<void> {
  const { code, stderr } = await runFloodlight('--version');
  if (code !== 0) throw new Error(`build: expected exit status 0, got ${code}: ${stderr}`);
}
