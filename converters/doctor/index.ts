export { examineMachine } from './examine.ts';
export { type Finding, formatFindings, type GpuFacts, judgeGpu } from './findings.ts';
