import { InvalidDataError, UnsupportedError } from '../../datasets/errors.ts';
import type { Store, WritableStore } from '../../datasets/stores/index.ts';
import { MESH_FOLDER, WORK_FOLDER } from './spec.ts';

const PLAN_KEY = `${WORK_FOLDER}/plan.json`;
const PROVENANCE_KEY = `${MESH_FOLDER}/completion.json`;

/** All that decides about the bytes of the meshes, by the name that messages use. */
export type Parameters = Readonly<Record<string, unknown>>;

/** What a finished run wrote, in the order of its parts: kept beside the meshes. */
export interface MeshProvenance {
  readonly parameters: Parameters;
  readonly labels: readonly string[];
  readonly triangles: number;
  readonly skipped: number;
}

interface Plan {
  /** clearing: other meshes are still there, and are to go before the first is written. */
  readonly state: 'clearing' | 'writing';
  readonly parameters: Parameters;
}

const encodeJson = (json: unknown): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`);

export async function readJson<T>(store: Store, key: string): Promise<T | undefined> {
  const bytes = await store.get(key);
  try {
    return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as T);
  } catch {
    return undefined;
  }
}

/** What is there of a run; a finished one with what it wrote. */
export type WorkState =
  | { readonly state: 'complete'; readonly written: MeshProvenance }
  | { readonly state: 'unfinished' | 'new' };

/**
 * Looks at the dataset as `prepareWork` does, and changes nothing.
 * @throws InvalidDataError where other meshes, or a run with other parameters, are there.
 */
export async function inspectWork(
  store: WritableStore,
  parameters: Parameters,
  force: boolean,
): Promise<WorkState> {
  const plan = await readJson<Plan>(store, PLAN_KEY);
  // Blocks keep how many of their chunks are missing: an unfinished run goes on with --fill-missing or without.
  const asNow = plan && { ...plan.parameters, fillMissing: parameters['fillMissing'] };
  const different = asNow && firstDifference(asNow, parameters);
  if (plan && different === undefined) return { state: 'unfinished' };
  if (force) return { state: 'new' };
  const written = plan ? undefined : await readJson<MeshProvenance>(store, PROVENANCE_KEY);
  const isSame = written !== undefined && firstDifference(written.parameters, parameters) === undefined;
  if (isSame && (await store.get(`${MESH_FOLDER}/info`))) return { state: 'complete', written };
  if (plan && different !== undefined)
    throw otherRun(store.name, different, [plan.parameters[different], parameters[different]]);
  const there = await firstMesh(store);
  if (there !== undefined) throw occupied(store.name, there);
  return { state: 'new' };
}

/**
 * Makes the dataset ready for a run: without meshes, or with what the same run left when it was interrupted.
 * @param force begin again where other meshes are.
 * @returns what a finished run of these parameters wrote, where it is there.
 * @throws as `inspectWork`.
 */
export async function prepareWork(
  store: WritableStore,
  parameters: Parameters,
  force: boolean,
): Promise<MeshProvenance | undefined> {
  const found = await inspectWork(store, parameters, force);
  if (found.state === 'complete') {
    await removeWork(store);
    return found.written;
  }
  if (found.state === 'new') await begin(store, parameters, force);
  return undefined;
}

/** Other parts of the same run may begin at the same moment: what they have written since is not cleared. */
async function begin(store: WritableStore, parameters: Parameters, force: boolean): Promise<void> {
  const stale: string[] = [];
  for await (const key of listed(store, `${WORK_FOLDER}/`)) if (isWork(key)) stale.push(key);
  if (!force && (await readJson<Plan>(store, PLAN_KEY))) return;
  for (const key of stale) await remove(store, key);
  const state = force ? 'clearing' : 'writing';
  await store.put(PLAN_KEY, encodeJson({ state, parameters } satisfies Plan));
}

/** Before the first mesh is written: removes those that were there. Until then a run that fails leaves them. */
export async function clearMeshes(store: WritableStore): Promise<void> {
  const plan = await readJson<Plan>(store, PLAN_KEY);
  if (plan?.state !== 'clearing') return;
  for (const name of ['info', 'completion.json']) await remove(store, `${MESH_FOLDER}/${name}`);
  for await (const key of listed(store, `${MESH_FOLDER}/`)) if (isMesh(key)) await remove(store, key);
  await store.put(PLAN_KEY, encodeJson({ ...plan, state: 'writing' } satisfies Plan));
}

/** Files of cells and groups; locks and the plan are not meant. */
const isWork = (key: string): boolean => /^[^/]+\/(cells|groups)\/[^/]+$/.test(key);

/** Objects as meshes are named: `7`, `7.index`, `7:0`, `0a.shard`. */
const isMesh = (key: string): boolean => /^[^/]+\/(\d+(\.index|:0)?|[0-9a-f]+\.shard)$/.test(key);

async function firstMesh(store: WritableStore): Promise<string | undefined> {
  if (await store.get(`${MESH_FOLDER}/info`)) return `${MESH_FOLDER}/info of other meshes`;
  for await (const key of listed(store, `${MESH_FOLDER}/`)) if (isMesh(key)) return `${key} of other meshes`;
  return undefined;
}

async function* listed(store: WritableStore, prefix: string): AsyncIterable<string> {
  if (!store.list) throw cannot(store.name, 'list');
  // As a whole: what is walked is removed meanwhile.
  const keys: string[] = [];
  for await (const key of store.list(prefix)) keys.push(key);
  yield* keys;
}

async function remove(store: WritableStore, key: string): Promise<void> {
  if (!store.delete) throw cannot(store.name, 'delete');
  await store.delete(key);
}

/** Removes the files of some blocks, so that they are read again. */
export async function removeCells(store: WritableStore, keys: readonly string[]): Promise<void> {
  for (const key of keys) await remove(store, key);
}

/** Removes the traces of a run; the plan first, so that nothing that is half gone is gone on with. */
export async function removeWork(store: WritableStore): Promise<void> {
  await remove(store, PLAN_KEY);
  for await (const key of listed(store, `${WORK_FOLDER}/`)) if (isWork(key)) await remove(store, key);
}

export const putProvenance = (store: WritableStore, provenance: MeshProvenance): Promise<void> =>
  store.put(PROVENANCE_KEY, encodeJson(provenance));

function firstDifference(before: Parameters, now: Parameters): string | undefined {
  const names = new Set([...Object.keys(now), ...Object.keys(before)]);
  return [...names].find((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]));
}

const show = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));

const otherRun = (subject: string, name: string, [before, now]: readonly [unknown, unknown]) =>
  new InvalidDataError({
    subject,
    expected: `the same command as the unfinished run there, ${name} ${show(before)}`,
    got: show(now),
    cure: 'Run that command to finish it, or give --force to begin again',
  });

const occupied = (subject: string, got: string) =>
  new InvalidDataError({
    subject,
    expected: 'a dataset without meshes',
    got,
    cure: 'Give --force to write over them',
  });

const cannot = (subject: string, what: string) =>
  new UnsupportedError({ subject, expected: `a store that can ${what}`, got: 'one that cannot' });
