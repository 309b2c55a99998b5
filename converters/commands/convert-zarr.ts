import { UsageError } from '../../datasets/errors.ts';
import { boxSize } from '../../datasets/geometry/index.ts';
import { countObjects, type ZarrImageSpec } from '../../datasets/zarr/writing/index.ts';
import { convertToZarr, describeZarr } from '../jobs/index.ts';
import { fingerprintInput } from '../provenance/index.ts';
import { prepareSource } from '../writing/index.ts';
import type { Paths } from './convert-all-parts.ts';
import { parseTransforms } from './convert-flags.ts';
import { assertOutputFolder } from './convert-paths.ts';
import { type ConvertFlags, flagsThatDecide, parseSpec } from './convert-spec.ts';
import { tellWarnings, unknownVoxelSize } from './convert-told.ts';
import { oneOf, parseInteger, type VerbContext } from './verb.ts';

/** Whether flags or the output's name ask for Zarr. @throws UsageError. */
export function isZarr(output: string, { format, compression }: ConvertFlags): boolean {
  const named = format && oneOf('--format', format, ['precomputed', 'zarr']);
  const wanted = named ? named === 'zarr' : /\.zarr$/i.test(output);
  if (wanted || compression === undefined) return wanted;
  const cure = 'Give --format zarr with it, or leave it out';
  throw new UsageError({ subject: '--compression', expected: 'Zarr', got: 'precomputed', cure });
}

/** Flags that mean something to precomputed data alone. */
const OTHERS = ['all', 'image', 'imageEncoding', 'part', 'encoding', 'jpegQuality'] as const;

/** `convert IN OUT.zarr`: an OME-NGFF image. */
export async function convertZarr(
  [input, output]: Paths,
  flags: ConvertFlags,
  context: VerbContext,
): Promise<void> {
  const wrong = OTHERS.find((name) => flags[name] !== undefined);
  if (wrong !== undefined) throw notOfZarr(wrong);
  const { type: kind, chunkSize } = parseSpec(flags);
  const compression = oneOf('--compression', flags.compression ?? 'zstd', ['zstd', 'gzip']);
  const level = parseInteger('--gzip-level', flags.gzipLevel, [1, 9]);
  const transforms = await parseTransforms(flags);
  await assertOutputFolder(input, output);
  const widenTo = kind === 'segmentation' ? 'uint64' : undefined;
  const { signal, reporter } = context;
  const request = { input, transforms, widenTo, fillMissing: flags.fillMissing } as const;
  const { opened } = await prepareSource(request, {
    signal,
    describeOnly: flags.dryRun,
    labelsOf: kind === 'segmentation' && !flags.noisyLabels ? input : undefined,
  });
  try {
    tellWarnings(opened.warnings, input, { strict: flags.strict, context });
    if (!opened.volume.voxelSizeNm) throw unknownVoxelSize(input);
    const options = {
      ...{
        output,
        kind: kind as 'image' | 'segmentation',
        chunkSize: chunkSize!,
        compression,
        level,
        signal,
      },
      ...{ sharded: flags.sharded ?? false, pyramid: flags.pyramid ?? false, force: flags.force ?? false },
      parameters: [(await fingerprintInput(input)) ?? input, flagsThatDecide(flags)],
    };
    if (flags.dryRun) {
      const spec = describeZarr(opened.volume, options);
      const objects = spec.levels.reduce((sum, each) => sum + countObjects(spec, each), 0);
      return reporter.result(`would write ${spec.levels.length} scales, ${objects} objects at most`, {
        dryRun: true,
        objects,
        ...summary(output, spec),
      });
    }
    const spec = await convertToZarr(opened.volume, {
      ...options,
      onProgress: (done, total) => reporter.progress({ label: 'convert', done, total, unit: 'objects' }),
    });
    const report = summary(output, spec);
    const [{ size, resolutionNm }] = report.scales as [(typeof report.scales)[0]];
    reporter.result(
      `${output}: Zarr 3, OME-NGFF 0.5 ${kind}, ${spec.dataType}, ${size.join(' x ')} voxels, ${resolutionNm.join(' x ')} nm, ${report.scales.length} scales`,
      report,
    );
  } finally {
    await opened.close();
  }
}

const summary = (output: string, { kind, dataType, numChannels, levels }: ZarrImageSpec) => ({
  output,
  format: 'zarr',
  type: kind,
  dataType,
  channels: numChannels,
  scales: levels.map(({ path, bounds, voxelSizeNm }) => ({
    name: path,
    size: boxSize(bounds),
    voxelOffset: bounds.begin,
    resolutionNm: voxelSizeNm,
  })),
});

const notOfZarr = (name: string) =>
  new UsageError({
    subject: `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    expected: 'a precomputed output',
    got: 'Zarr',
    cure: 'Leave it out, or write precomputed data',
  });
