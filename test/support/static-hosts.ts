/** Two hosts of plain files that people have: nginx as Debian configures it, and Python's `http.server`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface StaticHost {
  readonly url: string;
  /** Of the process that answers; its workers are its children. */
  readonly pid: number;
  close(): Promise<void>;
}

/** What Debian's /etc/nginx/nginx.conf and its default site say, but for where things lie. */
const nginxConfig = (home: string, root: string, port: number, include: string | undefined) => `
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${home}/pid;
error_log ${home}/error.log;
events { worker_connections 768; }
http {
  sendfile on;
  tcp_nopush on;
  types_hash_max_size 2048;
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log off;
  gzip on;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${home}/${name};`).join(' ')}
  server {
    listen 127.0.0.1:${port};
    root ${root};
    index index.html index.htm;
    ${include === undefined ? 'location / { try_files $uri $uri/ =404; }' : `include ${include};`}
  }
}
`;

/** @param include a file of directives in place of the default site's location. */
export async function startNginx(root: string, include?: string): Promise<StaticHost> {
  const home = await mkdtemp(join(tmpdir(), 'floodlight-nginx-'));
  const port = await freePort();
  await writeFile(join(home, 'nginx.conf'), nginxConfig(home, root, port, include));
  const args = [
    '-p',
    home,
    '-c',
    join(home, 'nginx.conf'),
    '-e',
    join(home, 'error.log'),
    '-g',
    'daemon off;',
  ];
  const child = spawn('/usr/sbin/nginx', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const host = await hostOf(child, `http://127.0.0.1:${port}`);
  return {
    ...host,
    async close() {
      await host.close();
      await rm(home, { recursive: true });
    },
  };
}

export async function startPython(root: string): Promise<StaticHost> {
  const port = await freePort();
  const args = ['-m', 'http.server', `${port}`, '--bind', '127.0.0.1', '--directory', root];
  const child = spawn('/usr/bin/python3', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  return hostOf(child, `http://127.0.0.1:${port}`);
}

async function hostOf(child: ChildProcess, url: string): Promise<StaticHost> {
  let said = '';
  child.stderr?.on('data', (text: Buffer) => {
    said += text.toString();
  });
  const gone = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      said += error.message;
      resolve();
    });
    child.on('exit', () => resolve());
  });
  let isGone = false;
  void gone.then(() => {
    isGone = true;
  });
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer) {
      await answer.body?.cancel();
      break;
    }
    if (isGone) throw new Error(`${url}: expected a host, got its end: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    url,
    pid: child.pid ?? 0,
    async close() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
