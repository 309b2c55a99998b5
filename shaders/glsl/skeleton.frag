#version 300 es
// A flat colour, premultiplied; in a cross-section it fades with the distance from the plane.
precision highp float;

uniform vec4 u_color;
uniform bool u_is_flat;

in float v_depth;

out vec4 o_color;

void main() {
  o_color = u_color * (u_is_flat ? 1.0 - min(abs(v_depth), 1.0) : 1.0);
}
