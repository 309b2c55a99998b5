/** One list of cases, three servers: the handler, the worker in workerd, and the handler on Node over files. */
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { CASES } from './conformance/cases.ts';
import { OBJECTS } from './conformance/objects.ts';
import { runCases } from './conformance/run-cases.ts';
import { handlerTarget, serveTarget, type Target, workerdTarget } from './conformance/targets.ts';

const TARGETS: Readonly<Record<string, () => Target | Promise<Target>>> = {
  'the handler': () => handlerTarget(OBJECTS),
  'workerd over R2': () => workerdTarget(OBJECTS),
  'floodlight serve over files': () => serveTarget(OBJECTS),
};

for (const [name, open] of Object.entries(TARGETS)) {
  test(`conformance: ${name}`, async (context) => {
    const target = await open();
    context.after(() => target.close());
    assert.equal(await runCases(target.send), CASES.length);
    // Again: what was kept between requests, or in the data centre's cache, must not show.
    assert.equal(await runCases(target.send), CASES.length);
  });
}

/** Opens an object and leaves in the middle of it. */
function leaveEarly(url: string): Promise<void> {
  return new Promise((resolve) => {
    const sent = get(url, { agent: false }, (reply) => {
      reply.once('data', () => sent.destroy());
      reply.on('error', () => undefined);
      reply.on('close', () => resolve());
    });
    sent.on('error', () => resolve());
  });
}

/** Asks for an object and then reads nothing of the answer. */
async function askAndStop(url: string): Promise<Socket> {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname).pause();
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(`GET ${pathname} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  return socket;
}

/** What is left of an answer, taken in bites with pauses between them. */
async function readSlowly(socket: Socket): Promise<Buffer> {
  const bites: Buffer[] = [];
  for await (const bite of socket) {
    bites.push(bite as Buffer);
    if (bites.length % 20 === 0) await setTimeout(1);
  }
  const all = Buffer.concat(bites);
  return all.subarray(all.indexOf('\r\n\r\n') + 4);
}

for (const [name, open] of Object.entries({ workerd: workerdTarget, 'floodlight serve': serveTarget })) {
  test(`slow readers hold up nobody, and get all of it: ${name}`, async (context) => {
    const large = { bytes: new Uint8Array(2 ** 23).map((_, i) => (i * 13) >> 2) };
    const target = await open({ ...OBJECTS, large });
    context.after(() => target.close());
    const slow = await Promise.all(Array.from({ length: 12 }, () => askAndStop(`${target.url}/data/large`)));
    for (let i = 0; i < 30; i++) assert.equal((await target.send('GET', '/data/ten', {})).status, 200);
    const body = await readSlowly(slow[0]!);
    assert.equal(Buffer.compare(body, large.bytes), 0);
    for (const socket of slow) socket.destroy();
    assert.equal((await target.send('GET', '/data/large', {})).body.length, large.bytes.length);
  });
}

test('a storm of bad requests, clients that leave, and a name that is published anew: the worker lives on', async (context) => {
  const large = { bytes: new Uint8Array(2 ** 23).map((_, i) => (i * 31) >> 3) };
  const listOf = (version: string) =>
    `{"datasets": {"cells": {"version": "${version}", "versions": ["1", "2"]}}}`;
  const target = await workerdTarget({ ...OBJECTS, large });
  context.after(() => target.close());
  const bad = CASES.filter(({ status }) => status >= 400);
  const storm = Array.from({ length: 200 }, async (_, i) => {
    const { method = 'GET', path, headers = {}, status } = bad[i % bad.length]!;
    if (/\{/.test(JSON.stringify(headers))) return;
    const answer = await target.send(method, path, { ...headers, 'X-Long': 'x'.repeat(4000) });
    assert.equal(answer.status, status, path);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*', path);
    assert.doesNotMatch(Buffer.from(answer.body).toString(), /\.ts|at |r2|script/i, path);
  });
  const leavers = Array.from({ length: 8 }, () => leaveEarly(`${target.url}/data/large`));
  await Promise.all([...storm, ...leavers]);
  // One conditional write moves the name; until then, and afterwards, every answer is of one version whole.
  const seen = new Set<string>();
  for (let i = 0; i < 30; i++) {
    if (i === 10) await target.put('datasets.json', new TextEncoder().encode(listOf('1')));
    const { status, body } = await target.send('GET', '/d/cells/ten', {});
    assert.equal(status, 200);
    seen.add(Buffer.from(body).toString());
    if (i >= 10 && i < 12) await setTimeout(2600);
  }
  assert.deepEqual([...seen], ['9876543210', '0123456789']);
  const whole = await target.send('GET', '/data/large', {});
  assert.equal(Buffer.compare(Buffer.from(whole.body), Buffer.from(large.bytes)), 0);
});
