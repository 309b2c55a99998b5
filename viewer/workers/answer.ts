import type { Answers, Question } from './protocol.ts';
import type { LayerSource } from './source.ts';

/** Carries a question out on an open dataset. */
export function answer(
  source: LayerSource,
  question: Question,
  signal: AbortSignal,
): Answers[keyof Answers] | Promise<Answers[keyof Answers]> {
  switch (question.kind) {
    case 'info':
      return source.info;
    case 'chunk':
      return source.readChunk(question.scale, question.index, signal);
    case 'mesh':
      return source.readMesh(question.segment, signal);
    case 'skeleton':
      return source.readSkeleton(question.segment, signal);
    case 'names':
      return source.readNames(signal);
    case 'fragment':
      return source.readFragment(question.segment, question.fragment, signal);
  }
}

/** The memory of an answer, which is moved to the page instead of copied. */
export function transferables(result: Answers[keyof Answers]): ArrayBuffer[] {
  if ('scales' in result || 'levels' in result || 'get' in result) return [];
  if ('ends' in result) return [result.ends.buffer as ArrayBuffer];
  if ('words' in result) return [result.words.buffer as ArrayBuffer];
  const arrays = 'positions' in result ? [result.positions, result.normals, result.indices] : [result.data];
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}
