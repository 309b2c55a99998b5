import type { Graphics } from '../session/index.ts';

/** One line of what was found out. */
export interface Finding {
  readonly subject: string;
  readonly state: 'fine' | 'slow' | 'wrong';
  readonly words: string;
  /** What to do; where something is not fine. */
  readonly cure?: string;
}

/** What is asked, so that tests can answer. */
export interface Surroundings {
  /** Undefined without WebGL2. */
  graphics(): Graphics | undefined;
  readonly hasGpu: boolean;
  readonly isSecure: boolean;
  fetch(url: string, init: RequestInit): Promise<Response>;
}

/** A source of a layer, as an absolute address on the web. */
export interface ProbedSource {
  readonly name: string;
  readonly url: string;
  /** Whether the format is another than precomputed: then its files are not known here, only whether the host answers. */
  readonly isOther?: boolean;
}

/** States what a page needs and whether it is there: the browser first, then every source. */
export async function diagnose(around: Surroundings, sources: readonly ProbedSource[]): Promise<Finding[]> {
  const probes = await Promise.all(sources.map((source) => probe(around, source)));
  return [...graphicsFindings(around.graphics()), gpu(around), ...probes];
}

const GRAPHICS_CURE =
  'Turn hardware acceleration on in the browser’s settings and start it again; in Firefox set webgl.disabled to false in about:config';

function graphicsFindings(found: Graphics | undefined): Finding[] {
  if (!found)
    return [{ subject: 'WebGL2', state: 'wrong', words: 'the browser gives none', cure: GRAPHICS_CURE }];
  const { renderer, extensions } = found;
  const isSoftware = /swiftshader|llvmpipe|software|basic render/i.test(renderer);
  return [
    { subject: 'WebGL2', state: 'fine', words: `there, with ${extensions} extensions` },
    isSoftware
      ? {
          subject: 'Renderer',
          state: 'slow',
          words: `${renderer}: drawn by the processor`,
          cure: GRAPHICS_CURE,
        }
      : { subject: 'Renderer', state: 'fine', words: renderer },
  ];
}

const gpu = ({ hasGpu }: Surroundings): Finding => ({
  subject: 'WebGPU',
  state: 'fine',
  words: hasGpu ? 'there' : 'not there; this viewer does not need it',
});

const isLocal = (url: URL): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);

async function probe(
  { fetch, isSecure }: Surroundings,
  { name, url, isOther }: ProbedSource,
): Promise<Finding> {
  const subject = `Layer ${name}`;
  const address = isOther ? url : `${url}/info`;
  const wrong = (words: string, cure: string): Finding => ({ subject, state: 'wrong', words, cure });
  if (isSecure && address.startsWith('http:') && !isLocal(new URL(address)))
    return wrong('http data on an https page: browsers block it', 'Serve the data over https');
  try {
    const { ok, status } = await fetch(address, { credentials: 'omit' });
    if (ok) return { subject, state: 'fine', words: isOther ? 'its host answers' : 'its info can be read' };
    if (isOther && status === 404) return { subject, state: 'fine', words: 'its host answers' };
    if (status === 404)
      return wrong(
        '404: there is no info file',
        'Check the address; it is the folder that holds the info file',
      );
    if (status === 401 || status === 403)
      return wrong(
        `${status}: the host refuses`,
        'Make the data public, or open them with the host’s signed address',
      );
    return wrong(`the host answers ${status}`, 'Try again later, or ask who runs the host');
  } catch {
    return blocked(wrong, () => fetch(address, { mode: 'no-cors', credentials: 'omit' }));
  }
}

/** What is readable only without asking for its content exists: then the header is what is missing. */
async function blocked(
  wrong: (words: string, cure: string) => Finding,
  ask: () => Promise<unknown>,
): Promise<Finding> {
  try {
    await ask();
    return wrong(
      'the host answers, but lets no other page read (CORS)',
      'Have it send Access-Control-Allow-Origin: * (floodlight check-server URL tests all headers)',
    );
  } catch {
    return wrong(
      'the host cannot be reached',
      'Check the connection and the host’s name; a blocker may stop it too',
    );
  }
}
