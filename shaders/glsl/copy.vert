#version 300 es
// The whole viewport: one triangle, without buffers. Draw 3 vertices.
precision highp float;

void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0;
  gl_Position = vec4(corner, 0.0, 1.0);
}
