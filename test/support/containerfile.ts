/** Carries out a Containerfile without a container engine: each stage is a folder, its commands run there. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { repoPath } from './paths.ts';

interface Line {
  readonly instruction: string;
  readonly rest: string;
}

/** The last stage, as it would run. */
export interface Image {
  /** Its root folder, and where in it commands run. */
  readonly root: string;
  readonly workdir: string;
  /** Arguments of each, absolute paths of the image turned into paths of this machine. */
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
}

interface Stage {
  readonly root: string;
  readonly args: Map<string, string>;
  workdir: string;
  command: string;
  healthCheck: string;
}

/** Instructions that change nothing of what runs. */
const SILENT = ['EXPOSE', 'USER', 'STOPSIGNAL'];

export function parseContainerfile(text: string): Line[] {
  const lines = text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, instruction = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    assert.ok(instruction, `an instruction: ${line}`);
    return { instruction, rest };
  });
}

/**
 * @param context files of the repository, or absolute paths by their name in the context.
 * @param buildArgs as `--build-arg` gives them.
 */
export async function carryOut(
  lines: readonly Line[],
  home: string,
  {
    buildArgs,
    extra,
  }: { buildArgs: Readonly<Record<string, string>>; extra: Readonly<Record<string, string>> },
): Promise<Image> {
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const { instruction, rest } of lines) {
    if (instruction === 'FROM') {
      const [, image = '', name = 'last'] = /^(\S+)(?:\s+AS\s+(\S+))?$/.exec(rest) ?? [];
      assert.equal(
        /node:(\d+)/.exec(image)?.[1],
        `${process.versions.node.split('.')[0]}`,
        'the image has our Node',
      );
      stage = { root: join(home, name), args: new Map(), workdir: '/', command: '', healthCheck: '' };
      await mkdir(stage.root);
      stages.set(name, stage);
      continue;
    }
    assert.ok(stage, 'FROM comes first');
    await carryOutLine({ instruction, rest: filledIn(rest, stage) }, stage, { stages, buildArgs, extra });
  }
  assert.ok(stage);
  const argumentsOf = (json: string) => (JSON.parse(json) as string[]).map((text) => insideOf(stage, text));
  return {
    root: stage.root,
    workdir: join(stage.root, stage.workdir),
    command: await Promise.all(argumentsOf(stage.command)),
    healthCheck: await Promise.all(argumentsOf(stage.healthCheck)),
  };
}

async function carryOutLine(
  { instruction, rest }: Line,
  stage: Stage,
  around: {
    readonly stages: ReadonlyMap<string, Stage>;
    readonly buildArgs: Readonly<Record<string, string>>;
    readonly extra: Readonly<Record<string, string>>;
  },
): Promise<void> {
  switch (instruction) {
    case 'WORKDIR':
      stage.workdir = rest;
      await mkdir(join(stage.root, rest), { recursive: true });
      return;
    case 'ARG': {
      const [name = '', value = ''] = rest.split('=');
      stage.args.set(name, around.buildArgs[name] ?? value);
      return;
    }
    case 'COPY':
      return copy(rest, stage, around);
    case 'RUN': {
      const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', rest], {
        cwd: join(stage.root, stage.workdir),
        encoding: 'utf8',
        env: { ...process.env, npm_config_prefer_offline: 'true' },
      });
      assert.equal(status, 0, `RUN ${rest}\n${stdout}${stderr}`);
      return;
    }
    case 'CMD':
      stage.command = rest;
      return;
    case 'HEALTHCHECK':
      stage.healthCheck = rest.replace(/^CMD\s+/, '');
      return;
    default:
      assert.ok(SILENT.includes(instruction), `an instruction that is known here: ${instruction}`);
  }
}

async function copy(
  rest: string,
  stage: Stage,
  { stages, extra }: { stages: ReadonlyMap<string, Stage>; extra: Readonly<Record<string, string>> },
): Promise<void> {
  const words = rest.split(/\s+/);
  const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
  const target = words.pop() ?? '';
  const inStage = join(stage.root, target.startsWith('/') ? target : join(stage.workdir, target));
  const other = from === undefined ? undefined : stages.get(from);
  assert.equal(other === undefined, from === undefined, `a stage: ${from}`);
  for (const word of words) {
    const source = other ? join(other.root, word) : (extra[word] ?? repoPath(word));
    // A folder's content goes to the target; a file goes into a target that ends with a slash.
    const isFolder = (await stat(source)).isDirectory();
    const path = !isFolder && target.endsWith('/') ? join(inStage, basename(word)) : inStage;
    await cp(source, path, { recursive: true, verbatimSymlinks: true });
  }
}

const filledIn = (text: string, { args }: Stage): string =>
  text.replace(/\$\{(\w+)\}/g, (all, name: string) => args.get(name) ?? all);

/** An absolute path that is there in the image is meant in the image. */
async function insideOf({ root }: Stage, text: string): Promise<string> {
  if (!text.startsWith('/')) return text;
  const path = join(root, text);
  await stat(path);
  return path;
}
