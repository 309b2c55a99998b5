import type { Command } from 'commander';
import { UsageError } from '../../datasets/errors.ts';
import { readLabelTable } from '../inputs/index.ts';
import type { Clahe, Percentiles, TransformRequest, Window } from '../transforms/index.ts';
import {
  oneOf,
  parseBox,
  parseInteger,
  parseNumber,
  parseNumbers,
  parseTriple,
  parseVoxelSize,
} from './verb.ts';

/** Flags of `convert` that change voxels or where they lie, as text. */
export interface TransformFlags {
  readonly type?: string;
  readonly resample?: string;
  readonly channel?: string;
  readonly swapYz?: boolean;
  readonly contrast?: string;
  readonly dataType?: string;
  readonly invert?: boolean;
  readonly relabel?: string;
  readonly unmapped?: string;
  readonly resolution?: string;
  readonly offset?: string;
  readonly box?: string;
  readonly clahe?: string;
  readonly claheTile?: string;
  readonly claheClip?: string;
  readonly dust?: string;
  readonly splitComponents?: boolean;
}

/** Declares what changes voxels. */
export function addTransformOptions(command: Command): Command {
  return command
    .option('--channel <n>', 'only this channel, from 0')
    .option('--swap-yz', 'exchange the y and z axes')
    .option(
      '--contrast <low,high>',
      'grey values, or percentiles (1%,99%), that become 0 and the maximum; LOW above HIGH inverts',
    )
    .option('--data-type <name>', 'uint8 or uint16, with --contrast; default uint8')
    .option('--invert', 'dark becomes bright')
    .option('--clahe <2d|3d>', 'equalise the local contrast (CLAHE), slice by slice or in 3-D')
    .option('--clahe-tile <voxels|x,y,z>', `tiles of --clahe; default ${CLAHE.tile}`)
    .option(
      '--clahe-clip <share>',
      `of a tile's voxels, the most one grey value keeps: 0 to 1; default ${CLAHE.clip}`,
    )
    .option('--relabel <file:table>', 'map labels through two columns, old and new')
    .option('--unmapped <what>', 'labels without a row: fail, keep or zero; default fail')
    .option('--split-components', 'each connected part of a label (by faces) becomes a label: 1, 2, …')
    .option(
      '--dust <voxels>',
      'labels, or with --split-components their parts, below this become background',
    );
}

/** The flags that only images have a use for, and those of labels. */
export const IMAGE_FLAGS = ['contrast', 'dataType', 'invert', 'clahe', 'claheTile', 'claheClip'] as const;
export const LABEL_FLAGS = ['relabel', 'unmapped', 'splitComponents', 'dust'] as const;

const CLAHE = { tile: '64', clip: '0.01' } as const;

/** Flags are read before the input is opened: a typing error should not cost a minute. @throws UsageError */
export async function parseTransforms(flags: TransformFlags): Promise<TransformRequest> {
  const { channel, contrast, dataType, relabel, resolution, offset, box, dust } = flags;
  const isPercent = contrast?.includes('%') ?? false;
  const type = dataType === undefined ? 'uint8' : oneOf('--data-type', dataType, ['uint8', 'uint16']);
  if (dataType !== undefined && contrast === undefined) {
    const cure = 'Give the grey values that become the darkest and the brightest';
    throw new UsageError({
      subject: '--data-type',
      expected: '--contrast LOW,HIGH with it',
      got: 'none',
      cure,
    });
  }
  return {
    channel: channel === undefined ? undefined : parseInteger('--channel', channel, [0, 65_535]),
    swapYz: flags.swapYz ?? false,
    window: contrast === undefined || isPercent ? undefined : { ...parseWindow(contrast), dataType: type },
    percentiles:
      contrast !== undefined && isPercent ? { ...parsePercentiles(contrast), dataType: type } : undefined,
    clahe: parseClahe(flags),
    minVoxels: dust === undefined ? undefined : parseInteger('--dust', dust, [1, 2 ** 53]),
    split: flags.splitComponents ?? false,
    invert: flags.invert ?? false,
    unmapped: oneOf('--unmapped', flags.unmapped ?? 'fail', ['fail', 'keep', 'zero']),
    voxelSizeNm:
      resolution === undefined
        ? undefined
        : parseTriple('--resolution', resolution, isPositive, 'three numbers x,y,z above 0'),
    origin:
      offset === undefined
        ? undefined
        : parseTriple('--offset', offset, Number.isInteger, 'three whole numbers x,y,z'),
    box: box === undefined ? undefined : parseBox('--box', box),
    resample:
      flags.resample === undefined
        ? undefined
        : {
            voxelSizeNm: parseVoxelSize('--resample', flags.resample),
            mode: flags.type === 'segmentation' ? 'nearest' : 'average',
          },
    table: relabel === undefined ? undefined : await readLabelTable(relabel),
  };
}

const isPositive = (n: number) => n > 0;

function parseWindow(text: string): Window {
  const [low, high] = parseNumbers('--contrast', text, 2) as [number, number];
  if (low !== high) return { low, high };
  throw new UsageError({ subject: '--contrast', expected: 'two different grey values', got: text });
}

function parsePercentiles(text: string): Percentiles {
  const parts = text.split(',').map((part) => /^\s*(\d+(?:\.\d*)?)\s*%\s*$/.exec(part)?.[1]);
  const [low, high] = parts.map(Number);
  if (
    parts.length === 2 &&
    low !== undefined &&
    high !== undefined &&
    low <= 100 &&
    high <= 100 &&
    low !== high
  )
    return { low, high };
  const expected = 'two different percentiles LOW%,HIGH% from 0% to 100%';
  throw new UsageError({ subject: '--contrast', expected, got: JSON.stringify(text) });
}

function parseClahe(flags: TransformFlags): Clahe | undefined {
  const { clahe, claheTile = CLAHE.tile, claheClip = CLAHE.clip } = flags;
  if (clahe === undefined) {
    const alone = (['claheTile', 'claheClip'] as const).find((name) => flags[name] !== undefined);
    if (alone === undefined) return undefined;
    const subject = alone === 'claheTile' ? '--clahe-tile' : '--clahe-clip';
    throw new UsageError({ subject, expected: '--clahe 2d or 3d', got: 'no --clahe' });
  }
  const mode = oneOf('--clahe', clahe, ['2d', '3d']);
  const expected = 'voxels, one whole number or x,y,z, from 2 on; along z from 1 on';
  const text = claheTile.includes(',') ? claheTile : `${claheTile},${claheTile},${claheTile}`;
  const [x, y, z] = parseTriple(
    '--clahe-tile',
    text,
    (n) => Number.isInteger(n) && n >= 1 && n <= 4096,
    expected,
  );
  if (x < 2 || y < 2)
    throw new UsageError({ subject: '--clahe-tile', expected, got: JSON.stringify(claheTile) });
  const clip = parseNumber('--clahe-clip', claheClip, [0, 1]);
  return { tile: [x, y, mode === '2d' ? 1 : z], clip };
}
