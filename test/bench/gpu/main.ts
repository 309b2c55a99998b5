/**
 * What a GPU does, as one JSON text: parity with plain loops, tiles, time of a step, a walk, a training step. `scripts/gpu-bench.ts` puts it into one
 * folder that runs on a machine with Node and a GPU and nothing of ours.
 */

import { isFloodlightError } from '../../../datasets/errors.ts';
import { PRECISIONS } from '../../../ffn/backends/index.ts';
import { createNodeGpu } from '../../../ffn/kernels/index.node.ts';
import { openDevice } from '../../../ffn/kernels/index.ts';
import { checkParity } from './check-parity.ts';
import { parseOptions } from './options.ts';
import { timeSteps } from './time-steps.ts';
import { timeTraining } from './time-training.ts';
import { timeWalk } from './time-walk.ts';
import { writePeerCase } from './write-peer-case.ts';

const options = parseOptions(process.argv.slice(2));
const { software, config } = options;
const open = async () => openDevice({ gpu: (await createNodeGpu({ software })).gpu, software });

const opened = await open();
const { adapterName, device } = opened;
const tell = (line: string): void => console.error(`${adapterName}: ${line}`);

/** Parity, and steps and walks in each precision. */
async function timeInference() {
  tell('parity with plain loops, step by step');
  const parity = await checkParity(open);
  const byPrecision: Record<string, unknown> = {};
  for (const precision of PRECISIONS) {
    try {
      tell(`${precision}: tiles, then the time of a step`);
      const steps = await timeSteps(opened, options, precision);
      tell(`${precision}: a walk`);
      const walk = await timeWalk(await open(), options, steps.tile);
      byPrecision[precision] = { ...steps, walk };
      if (options.peerFolder !== undefined)
        await writePeerCase(
          opened,
          { ...options, peerFolder: `${options.peerFolder}-${precision}` },
          steps.tile,
        );
    } catch (error) {
      if (!isFloodlightError(error, 'unsupported')) throw error;
      byPrecision[precision] = `not on this adapter: ${error.message}`;
    }
  }
  return { parity, byPrecision };
}

try {
  const inference = options.trainOnly ? {} : await timeInference();
  tell('a training step');
  const training = await timeTraining(opened, options);
  const { maxBufferSize, maxStorageBufferBindingSize, maxComputeInvocationsPerWorkgroup } = device.limits;
  const report = {
    adapter: adapterName,
    features: [...device.features].sort(),
    limits: { maxBufferSize, maxStorageBufferBindingSize, maxComputeInvocationsPerWorkgroup },
    node: process.version,
    network: config,
    ...inference,
    training,
  };
  console.log(JSON.stringify(report, null, 1));
} finally {
  device.destroy();
}
