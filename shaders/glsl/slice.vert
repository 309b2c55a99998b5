#version 300 es
// One chunk of a cross-section: a rectangle made of four vertices, without buffers.
// Draw 4 vertices as a triangle strip. Corners come in pixels from the panel's centre, computed in doubles from
// voxel corners, so that neighbouring chunks share their edges exactly.
precision highp float;

uniform vec2 u_panel_px;  // panel size
uniform vec2 u_begin_px;  // where the chunk's first voxel begins, x right, y down
uniform vec2 u_end_px;    // where its last voxel ends
uniform vec2 u_voxels;    // voxels of the chunk across and down
uniform float u_depth;    // clip depth: later layers are nearer

centroid out vec2 v_voxel;

void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  vec2 px = mix(u_begin_px, u_end_px, corner);
  v_voxel = corner * u_voxels;
  gl_Position = vec4(px * vec2(2.0, -2.0) / u_panel_px, u_depth, 1.0);
}
