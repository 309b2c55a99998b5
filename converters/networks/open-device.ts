import type { FloodlightError } from '../../datasets/errors.ts';
import { createNodeGpu } from '../../ffn/kernels/index.node.ts';
import { type ComputeDevice, openDevice } from '../../ffn/kernels/index.ts';
import { assertGpuPossible, surveyGpu } from '../doctor/index.ts';

/** @param software also the only kind of adapter that is taken then; it never stands in for a GPU. */
export async function openNodeDevice(software: boolean): Promise<ComputeDevice> {
  if (!software) assertGpuPossible(await surveyGpu());
  const { gpu } = await createNodeGpu({ software });
  return openDevice({ gpu, software });
}

/** What is told where `auto` does without a GPU. */
export const noGpuLine = ({ subject, message }: FloodlightError): string =>
  `no GPU, so the CPU computes (${subject}: ${message.split(', got ').at(-1)})`;
