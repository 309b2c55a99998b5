#version 300 es
// Lines of a skeleton, some pixels wide: an instance each, 4 vertices as a triangle strip.
precision highp float;

uniform mat4 u_clip_from_skeleton;
uniform vec2 u_panel_px;
uniform float u_width_px;

in vec3 a_from;
in vec3 a_to;

// What is behind the reader is cut off here: its projection would point the wrong way.
const float NEAR = 1e-3;

vec4 before_reader(vec4 at, vec4 other) {
  return at.w < NEAR && other.w > NEAR ? mix(at, other, (NEAR - at.w) / (other.w - at.w)) : at;
}

void main() {
  vec4 from = u_clip_from_skeleton * vec4(a_from, 1.0);
  vec4 to = u_clip_from_skeleton * vec4(a_to, 1.0);
  vec4 begin = before_reader(from, to);
  vec4 end = before_reader(to, from);
  vec2 along = (end.xy / end.w - begin.xy / begin.w) * u_panel_px;
  float pixels = length(along);
  vec2 across = pixels > 0.0 ? vec2(-along.y, along.x) / pixels : vec2(1.0, 0.0);
  gl_Position = (gl_VertexID & 1) == 0 ? begin : end;
  float side = gl_VertexID < 2 ? -1.0 : 1.0;
  gl_Position.xy += side * across * u_width_px / u_panel_px * gl_Position.w;
}
