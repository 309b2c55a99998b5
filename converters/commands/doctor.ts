import type { Command } from 'commander';
import { examineMachine, formatFindings } from '../doctor/index.ts';
import { type CommonFlags, contextOf, declareVerb, type VerbIo } from './verb.ts';

/** `doctor`: what this machine has, and the cure for what it lacks. */
export function addDoctor(program: Command, io: VerbIo): void {
  declareVerb(program, 'doctor', 'what this machine has: Node, memory, disk, packages, GPU, drivers')
    .addHelpText('after', '\nExample: floodlight doctor --json')
    .action(async (flags: CommonFlags) => {
      const findings = await examineMachine();
      contextOf(io, flags).reporter.result(formatFindings(findings), { findings });
    });
}
