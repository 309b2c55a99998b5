import { UnsupportedError } from '../../datasets/errors.ts';
import { type GpuFacts, judgeGpu } from './findings.ts';
import { vulkanFacts } from './vulkan.ts';

/** What the files of this machine say of WebGPU, and why it cannot work, where they show that it cannot. */
export async function surveyGpu(): Promise<GpuFacts> {
  const usesVulkan = process.platform === 'linux';
  const vulkan = await vulkanFacts();
  const facts = { ...vulkan, usesVulkan, adapter: undefined, problem: undefined };
  if (!usesVulkan || (vulkan.hasLoader && vulkan.drivers.length > 0)) return facts;
  return { ...facts, problem: vulkan.hasLoader ? 'no Vulkan driver' : 'no Vulkan loader' };
}

/**
 * Without a driver there is nothing to ask, and asking makes the library write warnings of its own.
 * @throws UnsupportedError where no GPU can answer: what is missing, and how to add it.
 */
export function assertGpuPossible(facts: GpuFacts): void {
  if (facts.problem === undefined) return;
  const { found, cure } = judgeGpu(facts);
  throw new UnsupportedError({
    subject: 'WebGPU adapter',
    expected: 'a GPU with a driver for Vulkan',
    got: found === NO_GPU ? `none (${facts.problem})` : found,
    cure: found === NO_GPU ? 'floodlight doctor says what this machine has' : cure,
  });
}

const NO_GPU = 'no GPU on this machine';
