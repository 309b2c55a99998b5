#version 300 es
// A rectangle in the scene: a cross-section seen from anywhere. Draw 4 vertices as a triangle strip, without buffers.
precision highp float;

uniform mat4 u_clip_from_nm;  // nanometres from the middle of the cross-section
uniform vec3 u_right_nm;      // from the middle to its right edge
uniform vec3 u_down_nm;       // and to its lower edge

out vec2 v_at;  // in [0, 1], from the lower left corner

void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
  v_at = corner * 0.5 + 0.5;
  gl_Position = u_clip_from_nm * vec4(corner.x * u_right_nm - corner.y * u_down_nm, 1.0);
}
