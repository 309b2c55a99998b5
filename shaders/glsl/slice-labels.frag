#version 300 es
// Labels of one chunk as colours, never filtered. A 64-bit label is two 32-bit lanes, low first; narrower labels
// come from one-channel textures, whose second lane reads as 0.
// Equals: segmentColor in viewer/state/segment-color.ts, within rounding to 8 bits.
precision highp float;
precision highp int;
precision highp usampler3D;

uniform usampler3D u_chunk;
uniform ivec3 u_size;        // voxels of the chunk
uniform vec2 u_anchor_px;    // middle of a pixel of the canvas, from its lower left corner
uniform ivec3 u_whole;       // the voxel there, from the chunk's begin
uniform vec3 u_part;         // and where in it, in [0, 1)
uniform vec3 u_across[2];    // voxels per pixel to the right: the leading 12 bits, and the rest
uniform vec3 u_along[2];     // and down
uniform uint u_seed;      // palette
uniform float u_opacity;

out vec4 o_color;

/**
 * The voxel at this pixel, and where in it. Products of 12 bits are exact, so that neighbouring chunks agree on every
 * pixel, and with doubles to some millionths of a voxel.
 */
ivec3 voxel_here(out vec3 part) {
  vec2 px = vec2(gl_FragCoord.x - u_anchor_px.x, u_anchor_px.y - gl_FragCoord.y);
  vec3 across = px.x * u_across[0];
  vec3 along = px.y * u_along[0];
  vec3 whole = floor(across) + floor(along);
  vec3 rest = u_part + (across - floor(across)) + (along - floor(along)) + px.x * u_across[1] + px.y * u_along[1];
  part = rest - floor(rest);
  return u_whole + ivec3(whole) + ivec3(floor(rest));
}

bool is_outside(ivec3 voxel) {
  return any(lessThan(voxel, ivec3(0))) || any(greaterThanEqual(voxel, u_size));
}

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
  vec3 part;
  ivec3 voxel = voxel_here(part);
  if (is_outside(voxel)) discard;
  uvec2 label = texelFetch(u_chunk, voxel, 0).rg;
  // Background is drawn too, fully transparent: its depth keeps coarser scales from showing through.
  o_color = label == uvec2(0) ? vec4(0.0) : vec4(segment_color(label), u_opacity);
}
