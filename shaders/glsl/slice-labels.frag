#version 300 es
// Labels of one chunk as colours, never filtered. A 64-bit label is two 32-bit lanes, low first; narrower labels
// come from one-channel textures, whose second lane reads as 0.
// Equals: segmentColor in viewer/state/segment-color.ts, within rounding to 8 bits.
precision highp float;
precision highp int;
precision highp usampler3D;

uniform usampler3D u_chunk;
uniform ivec3 u_right;    // unit vector of the chunk axis shown across
uniform ivec3 u_down;     // of the axis shown downwards
uniform ivec3 u_plane;    // the plane shown: its index on the third axis, 0 on the others
uniform vec2 u_voxels;    // voxels of the chunk across and down
uniform uint u_seed;      // palette
uniform float u_opacity;

centroid in vec2 v_voxel;
out vec4 o_color;

uint rotate_left(uint v, uint bits) {
  return (v << bits) | (v >> (32u - bits));
}

uint mix_word(uint state, uint word) {
  uint v = rotate_left(word * 0xCC9E2D51u, 15u) * 0x1B873593u;
  return rotate_left(state ^ v, 13u) * 5u + 0xE6546B64u;
}

vec3 segment_color(uvec2 label) {
  uint hash = mix_word(mix_word(u_seed, label.x), label.y);
  float hue = float(hash & 0xFFu) / 255.0;
  float saturation = 0.5 + 0.5 * float((hash >> 8u) & 0xFFu) / 255.0;
  float sector = floor(hue * 6.0);
  float f = hue * 6.0 - sector;
  float p = 1.0 - saturation;
  float q = 1.0 - saturation * f;
  float u = 1.0 - saturation * (1.0 - f);
  int k = int(sector) % 6;
  if (k == 0) return vec3(1.0, u, p);
  if (k == 1) return vec3(q, 1.0, p);
  if (k == 2) return vec3(p, 1.0, u);
  if (k == 3) return vec3(p, q, 1.0);
  if (k == 4) return vec3(u, p, 1.0);
  return vec3(1.0, p, q);
}

void main() {
  ivec2 pixel = clamp(ivec2(floor(v_voxel)), ivec2(0), ivec2(u_voxels) - 1);
  uvec2 label = texelFetch(u_chunk, u_right * pixel.x + u_down * pixel.y + u_plane, 0).rg;
  // Background is drawn too, fully transparent: its depth keeps coarser scales from showing through.
  o_color = label == uvec2(0) ? vec4(0.0) : vec4(segment_color(label), u_opacity);
}
