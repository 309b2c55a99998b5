import { UsageError } from '../../datasets/errors.ts';
import { readLabelTable } from '../inputs/index.ts';
import type { Transforms, Window } from '../transforms/index.ts';
import { oneOf, parseBox, parseInteger, parseNumbers, parseTriple, parseVoxelSize } from './verb.ts';

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
}

/** Flags are read before the input is opened: a typing error should not cost a minute. @throws UsageError */
export async function parseTransforms(flags: TransformFlags): Promise<Transforms> {
  const { channel, contrast, dataType, relabel, resolution, offset, box } = flags;
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
    window: contrast === undefined ? undefined : { ...parseWindow(contrast), dataType: type },
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
