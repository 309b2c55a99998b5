/** How the program behaves when it is not given what it needs. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runFloodlight } from '../support/program.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-program-'));
});
after(() => rm(folder, { recursive: true, force: true }));

test('help names every verb, on stdout, and ends with 0', async () => {
  const { code, stdout, stderr } = await runFloodlight('--help');
  assert.equal(code, 0);
  for (const verb of ['demo', 'segment', 'convert', 'mesh', 'serve'])
    assert.match(stdout, new RegExp(`^  ${verb} `, 'm'));
  assert.equal(stderr, '');
});

test('a misspelt verb or flag names the near one and ends with 2', async () => {
  const verb = await runFloodlight('segmant');
  assert.equal(verb.code, 2);
  assert.match(verb.stderr, /Did you mean segment\?/);
  const flag = await runFloodlight('convert', 'a', 'b', '--resolutoin', '1,1,1');
  assert.equal(flag.code, 2);
  assert.match(flag.stderr, /Did you mean --resolution\?/);
});

test('without a verb it prints its help to stderr and ends with 2', async () => {
  const { code, stdout, stderr } = await runFloodlight();
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /Usage: floodlight/);
});

test('a value out of range is a usage error that names the flag', async () => {
  for (const [flag, value] of [
    ['--resolution', '10,10'],
    ['--box', '0,0,0,1,1,0'],
    ['--chunk-size', '0,1,1'],
  ] as const) {
    const { code, stderr } = await runFloodlight('convert', folder, join(folder, 'out'), flag, value);
    // The folder is empty: --chunk-size is checked before it is opened, the others after.
    assert.ok(code === 2 || code === 4, `${flag}: ${code} ${stderr}`);
  }
  const { code, stderr } = await runFloodlight('serve', folder, '--port', '99999');
  assert.equal(code, 2);
  assert.equal(stderr, 'floodlight: --port: expected an integer from 0 to 65535, got "99999"\n');
});

test('what is not there ends with 4, what is not readable with 3, in one line', async () => {
  const missing = await runFloodlight('convert', join(folder, 'nothing'), join(folder, 'out'));
  assert.equal(missing.code, 4);
  assert.equal(missing.stderr.split('\n').length, 2, missing.stderr);
  await writeFile(join(folder, 'torn.npz'), 'PK no zip at all');
  const torn = await runFloodlight('convert', join(folder, 'torn.npz:a'), join(folder, 'out'));
  assert.equal(torn.code, 3);
  assert.match(torn.stderr, /torn\.npz/);
  assert.equal(torn.stderr.split('\n').length, 2, torn.stderr);
});

test('a request with an unknown field is refused by its name', async () => {
  const args = [
    '--bounding_box',
    'start { x:0 y:0 z:0 } size { x:9 y:9 z:9 }',
    '--image',
    folder,
    '--model',
    'm',
    '--out',
    'o',
  ];
  const { code, stderr } = await runFloodlight('segment', '--inference_request', 'image_maen: 128', ...args);
  assert.equal(code, 3);
  assert.match(stderr, /image_maen/);
});
