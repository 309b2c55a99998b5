import { type Box, boxSize, volumeOf } from '../geometry/index.ts';
import type { Look } from './paint/look.ts';
import { createPainter } from './paint/painter.ts';
import { createSample, describe } from './paint/sample.ts';
import type { Scene } from './scene/scene.ts';
import { visitBox } from './scene/visit.ts';

/** Grey values of a box, which may reach outside of the volume, before blur and noise; x fastest. */
export function render(scene: Scene, box: Box, look: Look): Float32Array {
  const grey = new Float32Array(volumeOf(boxSize(box)));
  const paint = createPainter(scene.mitochondria, look, scene.seed);
  const sample = createSample();
  visitBox(scene, box, (i, hit, point) => {
    describe(scene.segments, hit, point, sample);
    grey[i] = paint(sample);
  });
  return grey;
}
