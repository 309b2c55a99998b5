/** What the Containerfile says, done in an empty folder: a line that no longer works fails here. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { carryOut, parseContainerfile } from '../support/containerfile.ts';
import { repoPath } from '../support/paths.ts';

const home = await mkdtemp(join(tmpdir(), 'floodlight-container-'));
let child: ChildProcess | undefined;
after(async () => {
  child?.kill('SIGKILL');
  await rm(home, { recursive: true, force: true });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

test('the image is built, serves site and data, is healthy, and ends by its signal', async () => {
  const data = join(home, 'my-data');
  await mkdir(join(data, 'em/8_8_8'), { recursive: true });
  await writeFile(join(data, 'em/info'), '{}');
  await writeFile(join(data, 'em/8_8_8/0-64_0-64_0-64'), 'a chunk');
  const text = await readFile(repoPath('Containerfile'), 'utf8');
  const built = join(home, 'stages');
  await mkdir(built);
  const { command, healthCheck, workdir } = await carryOut(parseContainerfile(text), built, {
    buildArgs: { DATA: 'my-data' },
    extra: { 'my-data': data },
  });
  // A machine has one port 8080, which may be somebody's.
  assert.match(text, /EXPOSE 8080\n/);
  const port = await freePort();
  const withPort = (words: readonly string[]) => words.map((word) => word.replaceAll('8080', `${port}`));
  const [program = '', ...args] = withPort(command);
  child = spawn(program, args, { cwd: workdir, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (more: Buffer) => {
    said += more.toString();
  });
  const ended = new Promise<number | null>((resolve) => child?.on('exit', resolve));
  await Promise.race([
    new Promise((resolve) => child?.stdout?.once('data', resolve)),
    ended.then((code) => assert.fail(`serve ended with ${code}: ${said}`)),
  ]);
  const url = `http://127.0.0.1:${port}`;
  assert.equal(await (await fetch(`${url}/healthz`)).text(), 'ok\n');
  assert.equal(await (await fetch(`${url}/data/em/8_8_8/0-64_0-64_0-64`)).text(), 'a chunk');
  const page = await (await fetch(`${url}/`)).text();
  assert.match(page, /main\.js/);
  assert.equal((await fetch(`${url}/main.js`)).status, 200);
  const check = () => spawnSync(withPort(healthCheck)[0] ?? '', withPort(healthCheck).slice(1)).status;
  assert.equal(check(), 0);
  child.kill(/STOPSIGNAL (\w+)/.exec(text)?.[1] as NodeJS.Signals);
  assert.equal(await ended, 0);
  assert.equal(check(), 1, 'and is not healthy without its server');
});
