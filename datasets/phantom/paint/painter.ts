import type { Mitochondria } from '../scene/mitochondria.ts';
import { createCytoplasmPainter } from './cytoplasm.ts';
import { createFilamentPainter } from './filaments.ts';
import { finish, type Look, type Paint } from './look.ts';
import { createMembranePainter } from './membranes.ts';
import { createMitochondrionPainter } from './mitochondrion.ts';
import type { Sample } from './sample.ts';
import { createVesiclePainter } from './vesicles.ts';

/** Grey of a place, before blur and noise. */
export type Painter = (sample: Sample) => number;

/** Puts the painters together: what fills the cell, what swims in it, the mitochondria over it, membranes on top. */
export function createPainter(mitochondria: Mitochondria, look: Look, seed: number): Painter {
  const cytoplasm = createCytoplasmPainter(seed);
  const filaments = createFilamentPainter(look, seed);
  const vesicles = createVesiclePainter(look, seed);
  const mitochondrion = createMitochondrionPainter(mitochondria, look, seed);
  const membranes = createMembranePainter(look, seed);
  const paint: Paint = { ground: 0, stain: 0 };
  return (sample) => {
    paint.stain = 0;
    paint.ground = cytoplasm(sample);
    const away = mitochondrion.distance(sample);
    // Nothing else is inside a mitochondrion, nor close outside of it.
    if (away > 10) {
      filaments(sample, paint);
      vesicles(sample, paint);
    }
    if (away < 2 * look.softnessNm + 10) mitochondrion.paint(sample, away, paint);
    membranes(sample, paint);
    return finish(paint, look);
  };
}
