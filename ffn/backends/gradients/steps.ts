/** What a training step is made of: kernels and copies, in an order that never changes. */
import { type Dispatch, encodeDispatches } from '../../kernels/index.ts';

/** A whole buffer, into another one of the same size or larger. */
export interface Copy {
  readonly from: GPUBuffer;
  readonly to: GPUBuffer;
  readonly offset?: number;
}

export type Step = Dispatch | Copy;

const isCopy = (step: Step): step is Copy => 'from' in step;

/** Each step sees what those before it wrote. */
export function encodeSteps(encoder: GPUCommandEncoder, steps: readonly Step[]): void {
  let i = 0;
  while (i < steps.length) {
    const dispatches: Dispatch[] = [];
    for (let step = steps[i]; step && !isCopy(step); step = steps[++i]) dispatches.push(step);
    if (dispatches.length > 0) {
      const pass = encoder.beginComputePass({ label: 'training' });
      encodeDispatches(pass, dispatches);
      pass.end();
    }
    for (let step = steps[i]; step && isCopy(step); step = steps[++i])
      encoder.copyBufferToBuffer(step.from, 0, step.to, step.offset ?? 0, step.from.size);
  }
}
