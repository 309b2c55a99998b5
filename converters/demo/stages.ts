import type { Reporter } from '../console/index.ts';
import type { DemoStep } from './summary.ts';

export interface Stages {
  readonly steps: readonly DemoStep[];
  /** Tells of a step that was made before. */
  add(step: DemoStep): void;
  /** Runs one step, tells how long it took and what came of it. */
  run<T>(name: string, body: () => Promise<T>, tell: (result: T) => string): Promise<T>;
}

/** @param onChange hears of each beginning and end; the name of the step at work, or undefined between steps. */
export function createStages(
  reporter: Reporter,
  onChange: (steps: readonly DemoStep[], running: string | undefined) => Promise<void>,
): Stages {
  const steps: DemoStep[] = [];
  const add = (step: DemoStep): void => {
    steps.push(step);
    reporter.message(`${step.name}: ${step.result} (${step.seconds.toFixed(1)} s)`);
  };
  return {
    steps,
    add,
    async run(name, body, tell) {
      await onChange(steps, name);
      const began = performance.now();
      const result = await body();
      add({ name, seconds: (performance.now() - began) / 1000, result: tell(result) });
      await onChange(steps, undefined);
      return result;
    },
  };
}
