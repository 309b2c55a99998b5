#version 300 es
// A headlight: surfaces that face the reader are brightest, both sides alike.
// Ambient 0.2 and directional 0.8, Neuroglancer's shares.
precision highp float;

uniform vec3 u_color;

in vec3 v_normal;
out vec4 o_color;

void main() {
  float facing = abs(v_normal.z) / max(length(v_normal), 1e-6);
  o_color = vec4(u_color * (0.2 + 0.8 * facing), 1.0);
}
