import type { MeshLook } from './layer-look.ts';

const CONSTANT =
  /^\s*void\s+main\s*\(\s*\)\s*\{\s*emitRGBA?\s*\(\s*vec([34])\s*\(([^()]*)\)\s*\)\s*;\s*\}\s*$/;

/**
 * Of Neuroglancer's shaders of single meshes those that are one colour: `emitRGB(vec3(r, g, b))`, `emitRGBA(vec4(r, g, b, a))`.
 * @returns undefined for every other, which is kept and not carried out.
 */
export function readMeshShader(shader: string | undefined): MeshLook | undefined {
  const [, length, list = ''] = CONSTANT.exec(shader ?? '') ?? [];
  const numbers = list.split(',').map((text) => (text.trim() === '' ? Number.NaN : Number(text)));
  if (numbers.length !== Number(length) || !numbers.every((n) => n >= 0 && n <= 1)) return undefined;
  const [red, green, blue, alpha = 1] = numbers as [number, number, number, number?];
  return { color: [red, green, blue], alpha };
}
