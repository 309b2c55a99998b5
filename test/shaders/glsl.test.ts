/** Shader text and its typed companions say the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ABSENCE_PROGRAM } from '../../viewer/render/absence-program.ts';
import { COPY_PROGRAM } from '../../viewer/render/copy-program.ts';
import { withDefines } from '../../viewer/render/gl.ts';
import { LINES_PROGRAM } from '../../viewer/render/lines-program.ts';
import { MESH_PROGRAM } from '../../viewer/render/mesh-program.ts';
import { PICK_LINE_PROGRAM, PICK_PROGRAM } from '../../viewer/render/pick-program.ts';
import { PLANE_PROGRAM } from '../../viewer/render/plane-program.ts';
import { SKELETON_PROGRAM } from '../../viewer/render/skeleton-program.ts';
import { imageProgram, labelProgram } from '../../viewer/render/slice-program.ts';

const PROGRAMS = [
  ABSENCE_PROGRAM,
  COPY_PROGRAM,
  LINES_PROGRAM,
  MESH_PROGRAM,
  PICK_LINE_PROGRAM,
  PICK_PROGRAM,
  PLANE_PROGRAM,
  SKELETON_PROGRAM,
  imageProgram('usampler3D'),
  labelProgram('usampler3D'),
];

const named = (text: string, declaration: RegExp) =>
  [...text.matchAll(declaration)].map(([, name]) => name as string);

for (const { label, vertex, fragment, uniforms } of PROGRAMS) {
  test(`${label}: the companion sets the uniforms that the text has`, () => {
    const declared = named(`${vertex}\n${fragment}`, /^uniform +\w+ +(\w+)(?:\[\d+\])?;/gm);
    assert.deepEqual([...new Set(declared)].sort(), [...uniforms].sort());
  });

  test(`${label}: version first, a header, and prefixes that say what a name is`, () => {
    for (const text of [vertex, fragment]) assert.match(text, /^#version 300 es\n\/\/ [A-Z]/);
    const ins = named(vertex, /^(?:layout\(location = \d+\) )?in +\w+ +(\w+);/gm);
    const varyings = named(vertex, /^(?:centroid )?out +\w+ +(\w+);/gm);
    const outs = named(fragment, /^out +\w+ +(\w+);/gm);
    for (const [names, prefix] of [
      [ins, 'a_'],
      [varyings, 'v_'],
      [outs, 'o_'],
      [uniforms, 'u_'],
    ] as const) {
      for (const name of names) assert.ok(name.startsWith(prefix), name);
    }
    assert.deepEqual(named(fragment, /^(?:centroid )?in +\w+ +(\w+);/gm), varyings);
  });
}

test('defines go after the version', () => {
  assert.equal(withDefines('#version 300 es\nx', { A: '1' }), '#version 300 es\n#define A 1\nx');
});
