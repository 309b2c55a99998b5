import { Command, CommanderError } from 'commander';
import { registerNodeCodecs } from '../datasets/codecs/index.node.ts';
import { isFloodlightError } from '../datasets/errors.ts';
import {
  addCheckServer,
  addConvert,
  addCoordinates,
  addDemo,
  addDoctor,
  addDownsample,
  addEvaluate,
  addFetch,
  addImportCheckpoint,
  addInspect,
  addMesh,
  addPartitions,
  addPhantom,
  addProperties,
  addPublish,
  addReconcile,
  addSegment,
  addServe,
  addSign,
  addSkeletonize,
  addTrain,
  addVerify,
  type VerbIo,
} from './commands/index.ts';
import { EXIT, exitCodeOf, VERSION } from './console/index.ts';

const EPILOGUE = `
Results go to stdout, progress and messages to stderr. Every verb takes --json.
Exit status: 0 done, 1 failed, 2 usage, 3 bad input data, 4 files or network, 130 interrupted.`;

/**
 * Parses arguments and runs one verb.
 * @param args without `node` and the program's path.
 * @returns the exit status; errors are printed here and nowhere else.
 */
export async function runProgram(args: readonly string[], io: VerbIo): Promise<number> {
  registerNodeCodecs();
  const program = new Command('floodlight')
    .description('Flood-Filling Networks for volumes: segment, convert, mesh, serve, show')
    .version(VERSION, '-V, --version', 'print the version')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    })
    .addHelpText('after', EPILOGUE);
  for (const add of [
    addDemo,
    addDoctor,
    addSegment,
    addConvert,
    addDownsample,
    addMesh,
    addPhantom,
    addSkeletonize,
    addProperties,
    addInspect,
    addVerify,
    addEvaluate,
    addReconcile,
    addPartitions,
    addCoordinates,
    addTrain,
    addImportCheckpoint,
    addFetch,
    addServe,
    addPublish,
    addCheckServer,
    addSign,
  ])
    add(program, io);
  try {
    await program.parseAsync(args.map(withDashes), { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return isHelp(error) && args.length > 0 ? EXIT.done : EXIT.usage;
    io.stderr.write(`floodlight: ${isStopped(error, io) ? 'stopped' : describe(error)}\n`);
    return exitCodeOf(error);
  }
}

/** FFN's own programs spell flags with underscores; both spellings mean the same here. */
function withDashes(arg: string): string {
  const [flag = '', ...rest] = arg.split('=');
  if (!/^--[a-z]\w*$/.test(flag)) return arg;
  return [flag.replaceAll('_', '-'), ...rest].join('=');
}

/** Where a read happened to be when the user stopped the program tells nobody anything; what to do next does. */
const isStopped = (error: unknown, { signal }: VerbIo): boolean =>
  signal.aborted && isFloodlightError(error, 'aborted') && error.cure === undefined;

function isHelp(error: CommanderError): boolean {
  return ['commander.helpDisplayed', 'commander.help', 'commander.version'].includes(error.code);
}

/** Errors of ours say it all in their message; of a programming error the stack is what helps. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return exitCodeOf(error) === EXIT.failed ? (error.stack ?? error.message) : error.message;
}
