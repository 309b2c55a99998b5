import { InvalidDataError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import { type NumberProperty, numberTypeOf, type SegmentProperty } from '../../datasets/precomputed/index.ts';
import type { LabelMeasures } from '../../datasets/voxels/index.ts';
import type { PropertyColumn, PropertyTable } from '../inputs/index.ts';

/** @returns the statistics of labels, one property each. */
export function statisticsProperties(
  measures: readonly LabelMeasures[],
  [vx, vy, vz]: Xyz,
): SegmentProperty[] {
  const areaNm2 = ({ faces: [x, y, z] }: LabelMeasures) => x * vy * vz + y * vx * vz + z * vx * vy;
  const column = (id: string, description: string, measure: (own: LabelMeasures) => number) =>
    numberProperty(id, measures.map(measure), description);
  const sides = (['x', 'y', 'z'] as const).flatMap((name, axis) => [
    column(`${name}_begin`, `first voxel along ${name}`, ({ box }) => box.begin[axis as 0 | 1 | 2]),
    column(`${name}_end`, `one after the last voxel along ${name}`, ({ box }) => box.end[axis as 0 | 1 | 2]),
  ]);
  return [
    column('voxels', 'voxels of the finest scale', ({ voxels }) => voxels),
    column('volume_nm3', 'cubic nanometres', ({ voxels }) => voxels * vx * vy * vz),
    column('area_nm2', 'faces of voxels towards other labels and outside, square nanometres', areaNm2),
    ...sides,
  ];
}

export function numberProperty(id: string, values: readonly number[], description?: string): NumberProperty {
  return { id, type: 'number', description, dataType: numberTypeOf(values), values };
}

/** Cells of tags are cut at these. */
const TAG_SEPARATORS = /[\s,;]+/;

/**
 * The columns of a table as properties of `ids`; ids that the table lacks have empty cells.
 * @param missingNumber stands for empty cells of numbers, of which the format has none.
 * @throws InvalidDataError for a cell that is no number, or empty without `missingNumber`.
 */
export function tableProperties(
  table: PropertyTable,
  ids: readonly bigint[],
  { subject, missingNumber }: { readonly subject: string; readonly missingNumber: number | undefined },
): SegmentProperty[] {
  const rows = new Map(table.ids.map((id, row) => [id, row]));
  return table.columns.map((column): SegmentProperty => {
    const { name: id, type } = column;
    const cellOf = (label: bigint): string => column.cells[rows.get(label) ?? -1] ?? '';
    if (type === 'tags') return tagsProperty(column, ids.map(cellOf));
    if (type !== 'number') return { id, type, values: ids.map(cellOf) };
    const values = ids.map((label) => {
      const cell = cellOf(label);
      const value = cell === '' ? missingNumber : Number(cell);
      if (value !== undefined && Number.isFinite(value)) return value;
      const got = cell === '' ? (rows.has(label) ? 'an empty cell' : 'no row') : JSON.stringify(cell);
      const cure = cell === '' ? 'Give --missing-number N to stand for what is missing' : undefined;
      throw new InvalidDataError({
        subject: `${subject}: ${id} of ${label}`,
        expected: 'a number',
        got,
        cure,
      });
    });
    return numberProperty(id, values);
  });
}

function tagsProperty({ name }: PropertyColumn, cells: readonly string[]): SegmentProperty {
  const lists = cells.map((cell) =>
    cell
      .split(TAG_SEPARATORS)
      .map((tag) => tag.replace(/^#+/, ''))
      .filter((tag) => tag !== ''),
  );
  const tags = [...new Set(lists.flat())].sort();
  const places = new Map(tags.map((tag, i) => [tag, i]));
  const values = lists.map((list) => [...new Set(list.map((tag) => places.get(tag)!))].sort((a, b) => a - b));
  return { id: name, type: 'tags', tags, values };
}
