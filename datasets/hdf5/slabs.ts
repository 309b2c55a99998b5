import { type Box, boxSize } from '../geometry/index.ts';

/** Samples the library is asked for at once: its memory does not shrink again. */
const MAX_SLAB_BYTES = 64 * 2 ** 20;

/**
 * Cuts a box into pieces of at most 64 MiB that follow one another in memory: runs of whole sections, or of rows where
 * a section is larger. Cuts lie on chunk borders where possible, so that no chunk is decompressed twice.
 * @param chunkSections sections (z) per chunk.
 */
export function* slabsOf(box: Box, sampleBytes: number, chunkSections: number): Generator<Box> {
  const [nx, ny, nz] = boxSize(box);
  if (nx * ny * nz === 0) return;
  const [[x0, y0, z0], [x1, y1, z1]] = [box.begin, box.end];
  const sections = Math.floor(MAX_SLAB_BYTES / (nx * ny * sampleBytes));
  if (sections >= 1) {
    const step = sections >= chunkSections ? sections - (sections % chunkSections) : sections;
    for (let z = z0; z < z1; ) {
      const end = Math.min(z1, z + step - (step >= chunkSections ? z % chunkSections : 0));
      yield { begin: [x0, y0, z], end: [x1, y1, end] };
      z = end;
    }
    return;
  }
  const rows = Math.max(1, Math.floor(MAX_SLAB_BYTES / (nx * sampleBytes)));
  for (let z = z0; z < z1; z++) {
    for (let y = y0; y < y1; y += rows) {
      yield { begin: [x0, y, z], end: [x1, Math.min(y1, y + rows), z + 1] };
    }
  }
}
