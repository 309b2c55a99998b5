#version 300 es
// Lines of a skeleton, some pixels wide: an instance each, 4 vertices as a triangle strip. In a cross-section, clip depth is
// the distance from the plane: lines end at 1 of either side, and one that passes steeply is a square.
precision highp float;

uniform mat4 u_clip_from_skeleton;
uniform vec2 u_panel_px;
uniform float u_width_px;
uniform bool u_is_flat;  // a cross-section

layout(location = 0) in vec3 a_from;
layout(location = 1) in vec3 a_to;

out float v_depth;  // from the plane of a cross-section

// What is behind the reader is cut off here: its projection would point the wrong way.
const float NEAR = 1e-3;

vec4 before_reader(vec4 at, vec4 other) {
  return at.w < NEAR && other.w > NEAR ? mix(at, other, (NEAR - at.w) / (other.w - at.w)) : at;
}

vec4 near_plane(vec4 at, vec4 other) {
  float limit = clamp(at.z, -1.0, 1.0);
  return at.z != limit && other.z != at.z ? mix(at, other, min((limit - at.z) / (other.z - at.z), 1.0)) : at;
}

void main() {
  vec4 from = u_clip_from_skeleton * vec4(a_from, 1.0);
  vec4 to = u_clip_from_skeleton * vec4(a_to, 1.0);
  bool is_away = u_is_flat && (min(from.z, to.z) > 1.0 || max(from.z, to.z) < -1.0);
  vec4 begin = u_is_flat && !is_away ? near_plane(from, to) : before_reader(from, to);
  vec4 end = u_is_flat && !is_away ? near_plane(to, from) : before_reader(to, from);
  vec2 along = (end.xy / end.w - begin.xy / begin.w) * u_panel_px;
  float pixels = length(along);
  vec2 direction = pixels > 0.0 ? along / pixels : vec2(0.0, 1.0);
  vec2 across = vec2(-direction.y, direction.x);
  bool is_begin = (gl_VertexID & 1) == 0;
  gl_Position = is_begin ? begin : end;
  float side = gl_VertexID < 2 ? -1.0 : 1.0;
  vec2 away = side * across;
  v_depth = gl_Position.z;
  if (u_is_flat) {
    float steep = 1.0 - clamp(pixels / (2.0 * u_width_px), 0.0, 1.0);
    away += (is_begin ? -steep : steep) * direction;
    float nearest = begin.z * end.z <= 0.0 ? 0.0 : min(abs(begin.z), abs(end.z));
    v_depth = mix(v_depth, nearest, steep);
    gl_Position.z = is_away ? 2.0 : 0.0;
  }
  gl_Position.xy += away * u_width_px / u_panel_px * gl_Position.w;
}
