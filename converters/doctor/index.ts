export { assertGpuPossible, surveyGpu } from './assert-vulkan.ts';
export { examineMachine } from './examine.ts';
export {
  type Finding,
  formatFindings,
  type GpuFacts,
  judgeDisk,
  judgeGpu,
  judgeMemory,
} from './findings.ts';
export { type VulkanFacts, vulkanFacts } from './vulkan.ts';
