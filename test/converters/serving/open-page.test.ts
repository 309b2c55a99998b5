import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openPage } from '../../../converters/serving/index.ts';

test('the browser gets the address; where there is none, that is said', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-open-'));
  context.after(() => rm(folder, { recursive: true }));
  const browser = join(folder, 'browser');
  await writeFile(browser, `#!/bin/sh\necho "$1" > ${folder}/asked\nexit 3\n`);
  await chmod(browser, 0o755);
  const url = 'http://127.0.0.1:1/?view=data/a%20b.json&x=$(id)';
  const said = await new Promise<string>((resolve) =>
    openPage(url, resolve, { env: { ...process.env, BROWSER: browser } }),
  );
  assert.match(said, /ended with status 3/);
  assert.equal(await readFile(join(folder, 'asked'), 'utf8'), `${url}\n`);
  const none = await new Promise<string>((resolve) =>
    openPage(url, resolve, { env: { BROWSER: join(folder, 'none') } }),
  );
  assert.match(none, /no browser came up .*ENOENT/);
});
