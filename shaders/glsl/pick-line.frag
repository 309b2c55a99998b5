#version 300 es
// Which line is at a pixel, and how deep: for what is under the pointer.
precision highp float;
precision highp int;

uniform uint u_number;  // from 1

in float v_depth;  // not used; the lines' vertex shader has it
layout(location = 0) out uvec2 o_number;  // number, bits of the depth in [0, 1]

void main() {
  o_number = uvec2(u_number, floatBitsToUint(gl_FragCoord.z));
}
