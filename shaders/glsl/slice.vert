#version 300 es
// What one chunk covers of a cross-section: a convex polygon, without buffers.
// Draw 12 vertices as a triangle fan; a polygon of fewer corners repeats its last. The polygon is a little wider than
// the chunk: the fragment shader decides which pixels are the chunk's.
precision highp float;

uniform vec2 u_panel_px;    // panel size
uniform vec2 u_polygon[12]; // from the panel's centre, x right, y down
uniform float u_depth;      // clip depth: later layers are nearer

void main() {
  gl_Position = vec4(u_polygon[gl_VertexID] * vec2(2.0, -2.0) / u_panel_px, u_depth, 1.0);
}
