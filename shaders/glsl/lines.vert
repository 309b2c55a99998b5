#version 300 es
// Lines of one colour through the volume: its outline, the axes.
precision highp float;

uniform mat4 u_clip_from_nm;

in vec3 a_position;  // nanometres from the origin the matrix was made for

void main() {
  gl_Position = u_clip_from_nm * vec4(a_position, 1.0);
}
