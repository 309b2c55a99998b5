import type { Command } from 'commander';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { readPropertyTable } from '../inputs/index.ts';
import { writeProperties } from '../jobs/index.ts';
import { type CommonFlags, contextOf, declareVerb, parseNumber, type VerbIo } from './verb.ts';

interface PropertiesFlags extends CommonFlags {
  readonly csv?: string;
  readonly statistics: boolean;
  readonly skeletons: boolean;
  readonly missingNumber?: string;
  readonly fillMissing?: boolean;
}

const HELP = `
Statistics: voxels, volume_nm3, area_nm2, the box (x_begin, x_end, …), skeleton_nm where the dataset has skeletons.
A CSV has the id in its first column; the header of each other one says what it is, name:type:
  id,cell:label,remark:description,kind:tags,size:number,lab:string
Tags are cut at spaces, commas and semicolons. Ids go up to 2^64 - 1.

Examples:
  floodlight properties out/segmentation
  floodlight properties out/segmentation --csv cells.csv --missing-number -1
  floodlight properties out/segmentation --csv cells.csv --no-statistics`;

/** `properties DS`: statistics of each label and the rows of a table, as Neuroglancer shows them beside segments. */
export function addProperties(program: Command, io: VerbIo): void {
  declareVerb(program, 'properties <dataset>', 'write segment properties of a precomputed segmentation')
    .option('--csv <file>', 'labels, descriptions, tags and numbers: see below')
    .option('--no-statistics', 'only what the CSV says, of the segments that it names')
    .option('--no-skeletons', 'without lengths of skeletons')
    .option('--missing-number <n>', 'for numbers that the CSV does not have; default: refuse')
    .option(
      '--fill-missing',
      'take chunks that are not there for background; default: fail, and say how many',
    )
    .addHelpText('after', HELP)
    .action(async (folder: string, flags: PropertiesFlags) => {
      const { reporter, signal } = contextOf(io, flags);
      const { csv, missingNumber, statistics, skeletons, fillMissing } = flags;
      const most = 2 ** 53;
      const summary = await writeProperties(createFileStore(folder), {
        statistics,
        skeletons,
        fillMissing,
        missingNumber:
          missingNumber === undefined
            ? undefined
            : parseNumber('--missing-number', missingNumber, [-most, most]),
        table: csv === undefined ? undefined : await readPropertyTable(csv),
        tableName: csv,
        signal,
        onProgress: (done, total) => reporter.progress({ label: 'measure', done, total, unit: 'blocks' }),
      });
      const { segments, properties, unknownRows, missingChunks } = summary;
      if (missingChunks > 0)
        reporter.message(`warning: ${missingChunks} chunks are missing: their voxels are background`);
      if (unknownRows > 0)
        reporter.message(`warning: ${unknownRows} rows of ${csv} name labels that the volume does not have`);
      const names = properties.join(', ');
      reporter.result(`${segments} segments, ${names} in ${folder}/${summary.folder}`, { ...summary });
    });
}
