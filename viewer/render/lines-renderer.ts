import { type ProgramInfo, setUniforms } from 'twgl.js';
import type { Box, Xyz } from '../../datasets/geometry/index.ts';
import type { Camera } from '../state/index.ts';
import { clipMatrix } from '../state/scene/index.ts';
import { beginProgram } from './gl.ts';
import { LINES_PROGRAM, type LineUniforms } from './lines-program.ts';

/** Two ends in nanometres from the camera's target, x y z x y z. */
type Segments = readonly number[];

/** Quiet grey for the outline, one colour an axis; all premultiplied. */
const OUTLINE_COLOR = [0.26, 0.26, 0.26, 0.6] as const;
const AXIS_COLORS = [
  [0.72, 0.26, 0.24, 0.8],
  [0.3, 0.62, 0.28, 0.8],
  [0.28, 0.42, 0.8, 0.8],
] as const;

/** Draws the outline of a volume and the three axes through the position that is looked at. */
export class LinesRenderer {
  private readonly gl: WebGL2RenderingContext;
  private readonly program: ProgramInfo;
  private readonly buffer: WebGLBuffer;

  /** @param program begun before. */
  constructor(gl: WebGL2RenderingContext, program = beginProgram<LineUniforms>(gl, LINES_PROGRAM)) {
    this.gl = gl;
    this.program = program.finish();
    this.buffer = gl.createBuffer();
  }

  /** Depth-tested against what was drawn before. */
  draw(camera: Camera): void {
    const { gl } = this;
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LEQUAL);
    gl.useProgram(this.program.program);
    const matrix = clipMatrix(camera, camera.targetNm);
    const { axisLines, bounds } = camera.marks ?? { axisLines: true, bounds: true };
    if (bounds) this.drawSegments(matrix, outline(camera.boundsNm, camera.targetNm), OUTLINE_COLOR);
    if (!axisLines) return;
    AXIS_COLORS.forEach((color, axis) => {
      this.drawSegments(matrix, axisLine(camera, axis as 0 | 1 | 2), color);
    });
  }

  private drawSegments(matrix: number[], ends: Segments, color: LineUniforms['u_color']): void {
    const { gl, program } = this;
    const uniforms: LineUniforms = { u_clip_from_nm: matrix, u_color: color };
    setUniforms(program, { ...uniforms });
    const location = gl.getAttribLocation(program.program, 'a_position');
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(ends), gl.DYNAMIC_DRAW);
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, 3, gl.FLOAT, false, 0, 0);
    gl.drawArrays(gl.LINES, 0, ends.length / 3);
  }
}

/** The twelve edges of a box: every pair of corners that differ in one axis. */
function outline({ begin, end }: Box, target: Xyz): Segments {
  const corner = (bits: number) =>
    ([0, 1, 2] as const).map((axis) => ((bits >> axis) & 1 ? end[axis] : begin[axis]) - target[axis]);
  const edges: number[] = [];
  for (let bits = 0; bits < 8; bits++) {
    for (const axis of [0, 1, 2]) {
      if (!((bits >> axis) & 1)) edges.push(...corner(bits), ...corner(bits | (1 << axis)));
    }
  }
  return edges;
}

/** From one face of the bounds to the other, through the target. */
function axisLine({ boundsNm, targetNm }: Camera, axis: 0 | 1 | 2): Segments {
  const end = (nm: number) => [0, 1, 2].map((i) => (i === axis ? nm - targetNm[axis] : 0));
  return [...end(boundsNm.begin[axis]), ...end(boundsNm.end[axis])];
}
