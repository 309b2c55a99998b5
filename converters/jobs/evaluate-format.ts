import { formatBox } from '../../datasets/geometry/index.ts';
import type { ObjectError, Scores } from '../../ffn/analysis/index.ts';
import type { Evaluation } from './evaluate-volumes.ts';

/** Objects listed for people; `--json` has them all. */
const LISTED = 10;
const LISTED_PARTS = 6;

/** The scores side by side, and the worst objects. */
export function formatEvaluation(evaluation: Evaluation): string {
  const { all, segmented, box, ignoredVoxels, errors, splitCount, mergeCount } = evaluation;
  const row = (name: string, value: (scores: Scores) => string): string =>
    `${name.padEnd(22)}${value(all).padStart(14)}${value(segmented).padStart(14)}`;
  const number =
    (key: keyof Scores) =>
    (scores: Scores): string =>
      scores[key].toFixed(4);
  return [
    `box ${formatBox(box)}, ${ignoredVoxels} voxels without truth left out`,
    `${''.padEnd(22)}${'all voxels'.padStart(14)}${'segmented'.padStart(14)}`,
    row('voxels', ({ voxels }) => `${voxels}`),
    row('VI split (bits)', number('viSplit')),
    row('VI merge (bits)', number('viMerge')),
    row('Rand precision', number('precision')),
    row('Rand recall', number('recall')),
    row('adapted Rand error', number('adaptedRandError')),
    '',
    `${splitCount} splits in ${errors.splits.length} true objects`,
    ...listWorst(errors.splits),
    `${mergeCount} mergers in ${errors.merges.length} segments`,
    ...listWorst(errors.merges),
  ].join('\n');
}

function listWorst(objects: readonly ObjectError[]): string[] {
  const lines = objects.slice(0, LISTED).map(({ label, parts }) => {
    const shown = parts.slice(0, LISTED_PARTS).map((part) => `${part.label} (${part.voxels})`);
    const more = parts.length > LISTED_PARTS ? `, ${parts.length - LISTED_PARTS} more` : '';
    return `  ${label}: ${shown.join(', ')}${more}`;
  });
  if (objects.length > LISTED) lines.push(`  … and ${objects.length - LISTED} more`);
  return lines;
}

/** The same as plain JSON: labels are decimal texts, since they may not fit a number. */
export function encodeEvaluation(evaluation: Evaluation): Record<string, unknown> {
  const { errors, ...rest } = evaluation;
  const plain = (objects: readonly ObjectError[]) =>
    objects.map(({ label, parts }) => ({
      label: `${label}`,
      parts: parts.map((part) => ({ ...part, label: `${part.label}` })),
    }));
  return { ...rest, splits: plain(errors.splits), merges: plain(errors.merges) };
}
