import { formatTable } from './inspect-format.ts';
import type { VerifyReport } from './verify-dataset.ts';

/** Lines of each kind that a person reads; `--json` has more. */
const MAX_LINES = 20;

/** The report for people: a table of scales, meshes, and what is wrong. */
export function formatVerification(report: VerifyReport): string {
  const {
    name,
    scales,
    meshes,
    skeletons,
    segmentProperties,
    problems,
    problemCount,
    strays,
    strayCount,
    notes,
  } = report;
  const rows = scales.map((s) =>
    [
      s.key,
      s.encoding,
      s.chunks < s.total ? `${s.chunks} of ${s.total}` : s.chunks,
      s.good,
      s.missing,
      s.bad,
      s.bytes,
    ].map((cell) => `${cell}`),
  );
  const titles = ['scale', 'encoding', 'chunks', 'good', 'missing', 'bad', 'bytes'];
  const lines = rows.length > 0 ? [formatTable([titles, ...rows])] : [];
  for (const { key, shards, orphanBytes } of scales)
    if (shards !== undefined)
      lines.push(`${key}/: ${shards} shard${shards === 1 ? '' : 's'}${orphans(orphanBytes)}`);
  if (meshes) {
    const { folder, manifests, fragments, triangles, orphanBytes } = meshes;
    const drawn = triangles === undefined ? '' : `, ${triangles} triangles`;
    lines.push(`${folder}/: ${manifests} meshes, ${fragments} fragments${drawn}${orphans(orphanBytes)}`);
  }
  if (skeletons) {
    const { folder, skeletons: count, vertices, edges, orphanBytes } = skeletons;
    lines.push(`${folder}/: ${count} skeletons, ${vertices} vertices, ${edges} edges${orphans(orphanBytes)}`);
  }
  if (segmentProperties !== undefined) lines.push(`segment properties: ${segmentProperties} segments`);
  lines.push(
    ...some(
      'problem',
      problems.map(({ kind, text, times = 1 }) => `${kind}: ${text}${times > 1 ? ` (${times} times)` : ''}`),
      problemCount,
    ),
  );
  lines.push(...some('stray', strays, strayCount));
  lines.push(...notes.map((note) => `note: ${note}`));
  lines.push(`${name}: ${problemCount === 0 ? 'no problems' : counted(problemCount)}`);
  return lines.join('\n');
}

const counted = (count: number) => `${count} problem${count === 1 ? '' : 's'}`;

const orphans = (bytes = 0) => (bytes > 0 ? `, ${bytes} bytes in shards that nothing refers to` : '');

function some(title: string, entries: readonly string[], count: number): string[] {
  const shown = entries.slice(0, MAX_LINES).map((entry) => `${title}: ${entry}`);
  return count > shown.length ? [...shown, `${title}: and ${count - shown.length} more`] : shown;
}
