import { parseArgs } from 'node:util';
import { xyz } from '../../../datasets/geometry/index.ts';
import type { ConvStack3DConfig } from '../../../ffn/model/index.ts';

export interface GpuBenchOptions {
  /** On the CPU, by Chromium's software adapter: to try the bench itself. */
  readonly software: boolean;
  readonly config: ConvStack3DConfig;
  /** Where the case for the peer is written; undefined: nowhere. */
  readonly peerFolder: string | undefined;
  /** Training alone. */
  readonly trainOnly: boolean;
  /** What one timing takes at least. */
  readonly leastMs: number;
  readonly timings: number;
}

/** The published FIB-25 network. */
const PUBLISHED: ConvStack3DConfig = {
  depth: 12,
  features: 32,
  fovSize: xyz(33, 33, 33),
  deltas: xyz(8, 8, 8),
};
const TINY: ConvStack3DConfig = { depth: 2, features: 8, fovSize: xyz(9, 9, 9), deltas: xyz(2, 2, 2) };

/** `--software` the CPU; `--tiny` a small network and short timings; `--peer DIR` cases for torch_step.py and torch_train.py; `--train` training alone. */
export function parseOptions(args: readonly string[]): GpuBenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      software: { type: 'boolean', default: false },
      tiny: { type: 'boolean', default: false },
      peer: { type: 'string' },
      train: { type: 'boolean', default: false },
    },
  });
  return {
    software: values.software,
    config: values.tiny ? TINY : PUBLISHED,
    peerFolder: values.peer,
    trainOnly: values.train,
    leastMs: values.tiny ? 20 : 200,
    timings: values.tiny ? 3 : 9,
  };
}
