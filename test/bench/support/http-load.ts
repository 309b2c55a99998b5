/** Requests over connections that are kept, as a browser's are. */
import assert from 'node:assert/strict';
import { Agent, get } from 'node:http';

export interface Load {
  readonly requests: number;
  /** Default 6, as browsers have it for one host. */
  readonly connections?: number;
}

/**
 * Asks for the addresses in turn, again and again.
 * @returns bytes of all bodies. @throws AssertionError for a status other than 200.
 */
export async function loadUrls(
  urls: readonly string[],
  { requests, connections = 6 }: Load,
): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let asked = 0;
  let bytes = 0;
  const one = async () => {
    while (asked < requests) {
      const length = await bodyLength(urls[asked++ % urls.length]!, agent);
      bytes += length;
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  agent.destroy();
  return bytes;
}

function bodyLength(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (reply) => {
      let bytes = 0;
      reply.on('data', (piece: Buffer) => {
        bytes += piece.length;
      });
      reply.on('error', reject);
      reply.on('end', () => {
        if (reply.statusCode === 200) resolve(bytes);
        else reject(new assert.AssertionError({ message: `${url}: status ${reply.statusCode}` }));
      });
    }).on('error', reject);
  });
}
