import { test } from 'node:test';
import { createTrainableStack } from '../../ffn/training/index.ts';
import { checkTrainStep, PUBLISHED } from '../support/train-step.ts';

test("loss and every tensor's gradient are torch's", async (t) => {
  await checkTrainStep(createTrainableStack(PUBLISHED), (line) => t.diagnostic(line));
});
