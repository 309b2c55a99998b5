import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  describePrecomputed,
  type PrecomputedInfo,
  type PrecomputedSpec,
} from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { VERSION } from '../console/index.ts';
import { appendProvenance, fingerprintInput, hasProvenanceOf, recordInput } from '../provenance/index.ts';
import type { Part } from '../tasks/index.ts';
import {
  assertWritable,
  clearFinished,
  isShare,
  type OpenSource,
  type Parameters,
  type SourceSpec,
  writeVolume,
} from '../writing/index.ts';

export interface ConvertInputOptions {
  readonly spec: PrecomputedSpec;
  /** Folder of the dataset. */
  readonly output: string;
  /** Of shards, 1-9. */
  readonly gzipLevel: number;
  /** Threads. */
  readonly parallel: number;
  readonly force: boolean;
  /** Flags as they were given, by name: what an unfinished run is told by. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** For provenance. */
  readonly command: readonly string[];
  /** A share of the plan. */
  readonly part?: Part;
  readonly signal: AbortSignal;
  readonly onProgress: (doneChunks: number, allChunks: number) => void;
  readonly onMessage: (text: string) => void;
}

/**
 * Writes an input as a precomputed dataset of one scale, resumably; see `writeVolume`. A dataset that the same command has
 * finished is left as it is.
 * @param opened the source, open in this thread.
 */
export async function convertInput(
  source: SourceSpec,
  opened: OpenSource,
  options: ConvertInputOptions,
): Promise<PrecomputedInfo> {
  const { output, spec, gzipLevel, force, signal, onMessage } = options;
  const info = describePrecomputed(output, spec, opened.volume);
  const parameters = await parametersOf(source, info, options);
  const plan = planOf(parameters);
  const store = createFileStore(output);
  if (!force && existsSync(join(output, 'info')) && (await hasProvenanceOf(store, plan))) {
    await clearFinished(output);
    onMessage(completeText(output));
    return info;
  }
  // The only thread that is not busy reads the input once more, to name its bytes.
  const relabel = options.flags['--relabel'];
  const inputs = typeof relabel === 'string' ? [source.input, relabel] : [source.input];
  const hash = () => Promise.all(inputs.map((input) => recordInput(input, signal)));
  const records = isShare(options.part) ? undefined : hash();
  records?.catch(() => undefined);
  const isComplete = await writeVolume({ output, info, gzipLevel }, opened.volume, {
    ...options,
    source,
    parameters,
    onResume: (done, all) => onMessage(`going on with an unfinished run: ${done} of ${all} chunks are there`),
    async finish(files) {
      if (await hasProvenanceOf(files, plan)) return;
      if (
        !(await appendProvenance(files, {
          command: options.command,
          inputs: await (records ?? hash()),
          plan,
        }))
      )
        onMessage(`${output}/provenance.json is of another program and was left as it is`);
    },
  });
  if (!isComplete) onMessage(`${output}: other shares are not done; the last one to be writes the info`);
  return info;
}

/** What `convertInput` would find: nothing of it, an unfinished run to go on with, or what the same command has finished. */
export type DestinationState = 'new' | 'unfinished' | 'complete';

/** Looks at the folder as `convertInput` does, and changes nothing. @throws InvalidDataError where it would refuse. */
export async function checkDestination(
  source: SourceSpec,
  opened: OpenSource,
  options: Pick<ConvertInputOptions, 'output' | 'spec' | 'gzipLevel' | 'force' | 'flags'>,
): Promise<DestinationState> {
  const { output, spec, gzipLevel, force } = options;
  const info = describePrecomputed(output, spec, opened.volume);
  if (force || !existsSync(output)) return 'new';
  const parameters = await parametersOf(source, info, options);
  if (
    existsSync(join(output, 'info')) &&
    (await hasProvenanceOf(createFileStore(output), planOf(parameters)))
  )
    return 'complete';
  return (await assertWritable({ output, info, gzipLevel }, parameters)) ? 'unfinished' : 'new';
}

const planOf = (parameters: Parameters): string =>
  createHash('sha256').update(JSON.stringify(parameters)).digest('hex').slice(0, 16);

/** What is said where there is nothing to do. */
export const completeText = (output: string): string =>
  `${output} is complete: the same command wrote it; --force writes it again`;

/** The numbers of the format's fields, the input, and the versions whose change may change bytes. */
async function parametersOf(
  { input, transforms }: SourceSpec,
  info: PrecomputedInfo,
  { flags, gzipLevel }: Pick<ConvertInputOptions, 'flags' | 'gzipLevel'>,
): Promise<Parameters> {
  const relabel = flags['--relabel'];
  return {
    input: (await fingerprintInput(input)) ?? input,
    table: typeof relabel === 'string' ? ((await fingerprintInput(relabel)) ?? relabel) : undefined,
    ...flags,
    'labels without a row': transforms.table && transforms.unmapped,
    gzipLevel,
    version: VERSION,
    zlib: process.versions.zlib,
    info,
  };
}
