import { COLOR_MAPS, type ColorMap, mapColors } from './color-maps.ts';

/** What a layer's `shader` says of our own looks. */
export interface ShaderLook {
  readonly colorMap: ColorMap | undefined;
  readonly isSmooth: boolean;
}

const MARK = /^\/\/ Floodlight: (\w+)( smooth)?\n/;

/**
 * The `shader` of a layer, so that Neuroglancer shows the same colours; its window is the control of the default shader.
 * @returns undefined for grey, nearest voxels: what Neuroglancer does without a shader.
 */
export function writeImageShader({ colorMap, isSmooth }: ShaderLook): string | undefined {
  if (!colorMap && !isSmooth) return undefined;
  const level = isSmooth ? 'normalized(getInterpolatedDataValue())' : 'normalized()';
  const head = `// Floodlight: ${colorMap ?? 'grey'}${isSmooth ? ' smooth' : ''}\n#uicontrol invlerp normalized\n`;
  if (!colorMap) return `${head}void main() {\n  emitGrayscale(${level});\n}\n`;
  const colors = mapColors(colorMap);
  const list = colors.map((color) => `vec3(${color.map((v) => Math.round(255 * v))})`).join();
  const last = colors.length - 1;
  return `${head}void main() {
  vec3 colors[${colors.length}] = vec3[${colors.length}](${list});
  float level = clamp(${level}, 0.0, 1.0) * ${last}.0;
  int i = min(int(level), ${last - 1});
  emitRGB(mix(colors[i], colors[i + 1], level - float(i)) / 255.0);
}
`;
}

/** @returns what one of our own shaders says; undefined for one that somebody wrote or changed. */
export function readImageShader(shader: string): ShaderLook | undefined {
  const [, name, smooth] = MARK.exec(shader) ?? [];
  if (name === undefined) return undefined;
  const look = { colorMap: COLOR_MAPS.find((map) => map === name), isSmooth: smooth !== undefined };
  return writeImageShader(look) === shader ? look : undefined;
}
