import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { repoPath } from '../support/paths.ts';

test('the dev server shows the sample and tells pages of every build', async () => {
  const child = spawn(
    process.execPath,
    [repoPath('scripts/dev-server.ts'), '--port', '0', '--data', repoPath('docs')],
    {
      cwd: repoPath(),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    const url = await new Promise<string>((resolve, reject) => {
      child.on('close', (code) => reject(new Error(`dev server: expected a link, got exit status ${code}`)));
      child.stdout.on('data', (text: Buffer) => resolve(text.toString().split(/\s/)[0] as string));
    });
    const page = await (await fetch(url)).text();
    assert.match(page, /<script type="module" src="\/dev-reload\.js">/);
    assert.equal((await fetch(new URL('main.js', url))).status, 200);
    const stream = (await fetch(new URL('dev-builds', url))).body!.getReader();
    await stream.read();
    const source = repoPath('viewer/site/main.ts');
    await writeFile(source, await readFile(source));
    const { value } = await stream.read();
    assert.match(new TextDecoder().decode(value), /^event: build/);
    await stream.cancel();
  } finally {
    child.kill('SIGINT');
  }
  assert.equal(await new Promise((resolve) => child.on('close', resolve)), 0);
});
