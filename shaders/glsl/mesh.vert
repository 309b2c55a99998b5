#version 300 es
// A triangle mesh of one segment, in nanometres from an origin of its own.
precision highp float;

uniform mat4 u_clip_from_mesh;
uniform mat3 u_view_from_mesh;  // rotation only

in vec3 a_position;
in vec3 a_normal;               // unit length, or zero where the mesh has none

out vec3 v_normal;

void main() {
  v_normal = u_view_from_mesh * a_normal;
  gl_Position = u_clip_from_mesh * vec4(a_position, 1.0);
}
