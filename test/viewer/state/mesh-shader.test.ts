import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMeshShader } from '../../../viewer/state/index.ts';

test("a shader that is one colour is read, FAFB's among them", () => {
  assert.deepEqual(readMeshShader('void main() {\n  emitRGBA(vec4(1.0, 0.0, 0.0, 0.5));\n}\n'), {
    color: [1, 0, 0],
    alpha: 0.5,
  });
  assert.deepEqual(readMeshShader('void main(){emitRGB(vec3(0,.5,1));}'), { color: [0, 0.5, 1], alpha: 1 });
});

test('every other one is not', () => {
  for (const shader of [
    undefined,
    '',
    'void main() { emitRGB(vec3(1.0, 0.0)); }',
    'void main() { emitRGB(vec3(1.0, , 0.0)); }',
    'void main() { emitRGB(vec3(2.0, 0.0, 0.0)); }',
    'void main() { emitRGB(vec3(x, 0.0, 0.0)); }',
    'void main() { emitRGB(vec3(1.0, 0.0, 0.0)); emitGray(0.5); }',
  ])
    assert.equal(readMeshShader(shader), undefined, shader);
});
