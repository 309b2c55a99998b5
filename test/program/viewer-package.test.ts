/** @floodlight/viewer as a page author gets it: packed, installed in an empty folder, imported, compiled against. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { repoPath } from '../support/paths.ts';

/** The limits. */
const MOST_BYTES = 1_000_000;
const MOST_PACKAGES = 8;

let folder = '';
let archive = '';
const installed = (...parts: string[]) => join(folder, 'node_modules/@floodlight/viewer', ...parts);

function run(cwd: string, command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  assert.equal(status, 0, `${command} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-package-'));
  run(repoPath(), process.execPath, 'scripts/package.ts');
  run(repoPath('viewer'), 'npm', 'pack', '--ignore-scripts', '--pack-destination', folder);
  archive = join(folder, readdirSync(folder).find((file) => file.endsWith('.tgz')) as string);
  writeFileSync(join(folder, 'package.json'), '{ "name": "page", "private": true, "type": "module" }');
  run(folder, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', archive);
});
after(() => rm(folder, { recursive: true, force: true }));

test('it packs to at most 1 MB and installs at most 8 packages, itself included', (t) => {
  const { size } = statSync(archive);
  const lock = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8')) as {
    packages: object;
  };
  const packages = Object.keys(lock.packages);
  t.diagnostic(`${size} bytes; ${packages.length} packages`);
  assert.ok(size <= MOST_BYTES, `${size} bytes`);
  assert.ok(packages.length <= MOST_PACKAGES, packages.join());
  assert.ok(packages.includes('node_modules/lit') && packages.includes('node_modules/twgl.js'));
});

/** Elements of the package, as a page's script sees them: names, and the attributes that Lit observes. */
const ASK = `
  const names = await import('@floodlight/viewer');
  const attributes = Object.entries(names)
    .filter(([, value]) => Array.isArray(value.observedAttributes))
    .map(([name, value]) => [name, [...value.observedAttributes].sort()]);
  const [red] = names.segmentColor(1n);
  console.log(JSON.stringify({ names: Object.keys(names).sort(), attributes, red }));`;

const ask = () =>
  JSON.parse(run(folder, process.execPath, '--input-type=module', '--eval', ASK)) as {
    names: string[];
    attributes: [string, string[]][];
    red: number;
  };

test('Node imports it, without a document; the script for a CDN too', () => {
  const { names, red } = ask();
  assert.ok(names.includes('FloodlightViewer') && names.includes('segmentColor'));
  assert.ok(red >= 0 && red <= 1);
  const script = `console.log(Object.keys(await import('@floodlight/viewer/cdn')).sort().join())`;
  assert.equal(run(folder, process.execPath, '--input-type=module', '--eval', script).trim(), names.join());
});

test('what code looks for beside itself is there: the worker, the decoder of Draco', () => {
  const found = new Set<string>();
  for (const part of ['dist', 'dist/cdn']) {
    for (const file of readdirSync(installed(part)).filter((name) => name.endsWith('.js'))) {
      const text = readFileSync(installed(part, file), 'utf8');
      if (!text.includes('import.meta.url')) continue;
      for (const [, name = ''] of text.matchAll(/"\.\/([\w-]+\.(?:wasm|js))"/g)) {
        assert.ok(existsSync(installed(part, name)), `${part}/${file} looks for ${name}`);
        found.add(`${part}/${name.replace(/-[A-Z0-9]{8}/, '')}`);
      }
    }
  }
  for (const name of ['chunk-worker.js', 'draco_decoder.wasm'])
    for (const part of ['dist', 'dist/cdn']) assert.ok(found.has(`${part}/${name}`), `${part}/${name}`);
});

test('custom-elements.json lists every element with the attributes that it observes', () => {
  interface Declared {
    readonly name: string;
    readonly tagName: string;
    readonly attributes: readonly { readonly name: string }[];
  }
  const { modules } = JSON.parse(readFileSync(installed('dist/custom-elements.json'), 'utf8')) as {
    modules: { declarations: Declared[] }[];
  };
  // The tool is a module of its own.
  const [{ declarations: listed } = { declarations: [] }, tool] = modules;
  assert.deepEqual(
    tool?.declarations.map(({ tagName }) => tagName),
    ['floodlight-segmenter'],
  );
  assert.ok(tool?.declarations[0]?.attributes.some(({ name }) => name === 'box-size'));
  const attributes = listed.map(({ name, attributes }) => [name, attributes.map((each) => each.name).sort()]);
  assert.deepEqual(Object.fromEntries(attributes), Object.fromEntries(ask().attributes));
  const viewer = listed.find(({ tagName }) => tagName === 'floodlight-viewer');
  assert.ok(viewer && attributes.length >= 7);
});

for (const resolution of ['bundler', 'nodenext']) {
  test(`every name of the package type-checks in a page's script, resolved as ${resolution}`, () => {
    cpSync(repoPath('test/program/page-author.ts'), join(folder, 'page.ts'));
    const compiler = repoPath('node_modules/typescript/bin/tsc');
    const module = resolution === 'nodenext' ? 'nodenext' : 'esnext';
    const flags = [
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--module',
      module,
      '--moduleResolution',
      resolution,
    ];
    run(folder, process.execPath, compiler, ...flags, '--skipLibCheck', 'false', '--types', '', 'page.ts');
  });
}

test("the page's script names all that the package exports", () => {
  const script = readFileSync(repoPath('test/program/page-author.ts'), 'utf8');
  const entry = readFileSync(repoPath('viewer/index.ts'), 'utf8');
  const names = [...entry.matchAll(/\{([^}]*)\}/g)].flatMap(([, list = '']) =>
    list.split(',').map((name) => name.replace('type ', '').trim()),
  );
  const exported = names.filter((name) => name !== '');
  assert.ok(exported.length >= 18);
  for (const name of exported) assert.match(script, new RegExp(`\\b${name}\\b[^]*\\b${name}\\b`), name);
});

test('the worker imports nothing that a browser would not find', () => {
  const reached = new Set<string>();
  const queue = ['chunk-worker.js'];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    const text = readFileSync(installed('dist', file), 'utf8');
    for (const [, specifier = ''] of text.matchAll(/(?:from|import\(?)\s*"([^"]+)"/g)) {
      if (specifier.startsWith('node:')) continue;
      assert.match(specifier, /^\.\.?\//, `${file} imports ${specifier}`);
      queue.push(join(file, '..', specifier));
    }
  }
  assert.ok(reached.size > 5, `${reached.size} files`);
});
