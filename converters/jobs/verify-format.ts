import { formatTable } from './inspect-format.ts';
import type { VerifyReport } from './verify-dataset.ts';

/** Lines of each kind that a person reads; `--json` has more. */
const MAX_LINES = 20;

/** The report for people: a table of scales, meshes, and what is wrong. */
export function formatVerification(report: VerifyReport): string {
  const { name, scales, meshes, problems, problemCount, strays, strayCount, notes } = report;
  const rows = scales.map((s) =>
    [s.key, s.encoding, s.chunks, s.good, s.missing, s.bad, s.bytes].map((cell) => `${cell}`),
  );
  const titles = ['scale', 'encoding', 'chunks', 'good', 'missing', 'bad', 'bytes'];
  const lines = rows.length > 0 ? [formatTable([titles, ...rows])] : [];
  if (meshes) {
    const { folder, manifests, fragments, triangles } = meshes;
    lines.push(`${folder}/: ${manifests} meshes, ${fragments} fragments, ${triangles} triangles`);
  }
  lines.push(
    ...some(
      'problem',
      problems.map(({ kind, text }) => `${kind}: ${text}`),
      problemCount,
    ),
  );
  lines.push(...some('stray', strays, strayCount));
  lines.push(...notes.map((note) => `note: ${note}`));
  lines.push(`${name}: ${problemCount === 0 ? 'no problems' : `${problemCount} problems`}`);
  return lines.join('\n');
}

function some(title: string, entries: readonly string[], count: number): string[] {
  const shown = entries.slice(0, MAX_LINES).map((entry) => `${title}: ${entry}`);
  return count > shown.length ? [...shown, `${title}: and ${count - shown.length} more`] : shown;
}
