/** What a run leaves in its folder: its state, and models. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidDataError } from '../../datasets/errors.ts';
import { createFileStore, makeFolder, sweepTemporaries } from '../../datasets/stores/index.node.ts';
import { type ConvStack3DConfig, encodeModel, type ModelMetadata } from '../../ffn/model/index.ts';
import {
  decodeState,
  encodeState,
  type Identity,
  type StateRules,
  type TrainerState,
} from '../../ffn/training/index.ts';

export const STATE_FILE = 'state.safetensors';
export const LOG_FILE = 'train.jsonl';
export const REPORT_FILE = 'report.html';
const MODEL_FILE = /^model-(\d+)\.safetensors$/;

/** Models that stay; older ones make room. */
const KEPT = 5;

export interface Checkpoints {
  /** @returns undefined where no run has begun. @throws those of `decodeState`. */
  load(): Promise<TrainerState | undefined>;
  /**
   * Writes the state, from which the run goes on, and the model, which `segment` takes. Each file is there as a whole or as it was
   * before, whenever the program is killed. @returns the model's path.
   */
  write(state: TrainerState): Promise<string>;
  writeReport(html: string): Promise<void>;
  /** Newest model, by its path. */
  last(): Promise<string | undefined>;
  /** Removes what a run left: its state, models and log, and nothing else. */
  clear(): Promise<void>;
}

export interface CheckpointRules extends StateRules {
  readonly config: ConvStack3DConfig;
  readonly identity: Identity;
  /** Of the models. */
  readonly metadata: ModelMetadata;
}

/** Makes the folder; what a killed run left half written is removed. The caller holds the folder's lock. */
export async function openCheckpoints(folder: string, rules: CheckpointRules): Promise<Checkpoints> {
  await makeFolder(folder);
  await sweepTemporaries(folder);
  const store = createFileStore(folder);
  return {
    async load() {
      const bytes = await store.get(STATE_FILE);
      return bytes && decodeState(bytes, join(folder, STATE_FILE), rules);
    },
    async write(state) {
      const { config, metadata } = rules;
      assertFinite(state);
      const name = `model-${state.step}.safetensors`;
      await store.put(name, encodeModel({ config, weights: state.averages ?? state.weights, metadata }));
      await store.put(STATE_FILE, encodeState(state, rules.identity));
      for (const old of (await modelsIn(folder)).slice(0, -KEPT)) await rm(join(folder, old));
      return join(folder, name);
    },
    writeReport: (html) => store.put(REPORT_FILE, new TextEncoder().encode(html)),
    async last() {
      const name = (await modelsIn(folder)).at(-1);
      return name && join(folder, name);
    },
    async clear() {
      for (const name of [STATE_FILE, LOG_FILE, REPORT_FILE, ...(await modelsIn(folder))])
        await rm(join(folder, name), { force: true });
    },
  };
}

/** By step, the newest last. */
async function modelsIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => MODEL_FILE.test(name));
  const stepOf = (name: string) => Number(MODEL_FILE.exec(name)?.[1]);
  return names.sort((a, b) => stepOf(a) - stepOf(b));
}

/** What has diverged must not take the place of what has not. */
function assertFinite({ step, weights }: TrainerState): void {
  const broken = [...weights].find(([, { data }]) => data.some((w) => !Number.isFinite(w)));
  if (!broken) return;
  throw new InvalidDataError({
    subject: `step ${step}`,
    expected: 'weights that are numbers',
    got: `none in ${broken[0]}`,
    cure: 'The training has diverged: lower --learning_rate',
  });
}
