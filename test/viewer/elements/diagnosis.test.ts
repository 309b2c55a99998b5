import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose, type Surroundings } from '../../../viewer/elements/diagnosis.ts';

const AROUND: Surroundings = {
  graphics: () => undefined,
  hasGpu: false,
  isSecure: true,
  fetch: async () => new Response('{}'),
};

/** What is said of one source whose host behaves so. */
async function said(fetch: Surroundings['fetch'], url = 'https://host/em', isSecure = true): Promise<string> {
  const findings = await diagnose({ ...AROUND, isSecure, fetch }, [{ name: 'em', url }]);
  const { state, words, cure } = findings.at(-1) ?? { state: '', words: '' };
  return `${state}: ${words}${cure ? `. ${cure}` : ''}`;
}
const answer = (status: number) => async () => new Response('', { status });
const refused = async () => {
  throw new TypeError('Failed to fetch');
};

test('each way a host can fail has its own words and cure', async () => {
  assert.equal(await said(answer(200)), 'fine: its info can be read');
  assert.match(await said(answer(404)), /^wrong: 404: there is no info file\. Check the address/);
  assert.match(await said(answer(403)), /^wrong: 403: the host refuses\. Make the data public/);
  assert.match(await said(answer(500)), /^wrong: the host answers 500/);
  assert.match(await said(refused), /cannot be reached\. Check the connection/);
  const withoutHeader: Surroundings['fetch'] = (_url, { mode }) =>
    mode === 'no-cors' ? answer(200)() : refused();
  assert.match(await said(withoutHeader), /\(CORS\)\. Have it send Access-Control-Allow-Origin: \*/);
});

test('http data on an https page are named before anybody asks; this machine is no other host', async () => {
  const never = async () => assert.fail('asked');
  assert.match(await said(never, 'http://host/em'), /http data on an https page.*Serve the data over https/);
  assert.equal(await said(answer(200), 'http://127.0.0.1:8080/em'), 'fine: its info can be read');
  assert.equal(await said(answer(200), 'http://host/em', false), 'fine: its info can be read');
});

test('a browser without WebGL2 is told what to turn on', async () => {
  const [first, second] = await diagnose(AROUND, []);
  assert.equal(first?.state, 'wrong');
  assert.match(first?.cure ?? '', /hardware acceleration.*webgl\.disabled/);
  assert.match(second?.words ?? '', /does not need it/);
});

test('a driver that draws by the processor is slow, another is fine', async () => {
  const of = async (renderer: string) =>
    (await diagnose({ ...AROUND, graphics: () => ({ renderer, extensions: 30 }) }, []))[1];
  assert.equal((await of('ANGLE (Google, SwiftShader driver)'))?.state, 'slow');
  assert.equal((await of('ANGLE (NVIDIA GeForce RTX 3060)'))?.state, 'fine');
});
