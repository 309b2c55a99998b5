export { chunksOfRounds } from './left.ts';
export { type MadeChunk, type MakeContext, makeChunk } from './make-scales.ts';
export { countMissing } from './missing.ts';
export { type Level, type PyramidSpec, planRounds, type Round, shardsOfRound } from './plan.ts';
export { shareOfEdges } from './resembles-image.ts';
export { chooseFactors, planSteps, type ScaleShape, type ScaleStep, type StepOptions } from './steps.ts';
export { assertNoConvert, keysOf, type PyramidWork, removeScalesWork } from './work.ts';
export { type WritePyramidOptions, writePyramid } from './write-pyramid.ts';
