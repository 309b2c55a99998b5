#version 300 es
// Labels of one chunk as colours, never filtered. A 64-bit label is two 32-bit lanes, low first; narrower labels
// come from one-channel textures, whose second lane reads as 0. With COMPRESSED defined, SAMPLER is usampler2D and the chunk
// is the words of a compressed_segmentation file, 2048 a row; else SAMPLER is usampler3D.
// Equals: segmentColor in viewer/state/segment-color.ts, within rounding to 8 bits; slotOf and filterOf in viewer/render/segment-table.ts.
precision highp float;
precision highp int;
precision highp usampler3D;
precision highp usampler2D;

uniform SAMPLER u_chunk;
uniform ivec3 u_size;        // voxels of the chunk
uniform vec2 u_anchor_px;    // middle of a pixel of the canvas, from its lower left corner
uniform ivec3 u_whole;       // the voxel there, from the chunk's begin
uniform vec3 u_part;         // and where in it, in [0, 1)
uniform vec3 u_across[2];    // voxels per pixel to the right: the leading 12 bits, and the rest
uniform vec3 u_along[2];     // and down
uniform ivec3 u_block_size;  // of compressed labels
uniform ivec3 u_grid;        // their blocks, along each axis
uniform int u_section;       // where the first channel's words begin
uniform int u_lanes;         // words of a compressed label
uniform uint u_seed;         // palette
uniform float u_selected_alpha;
uniform float u_not_selected_alpha;
uniform float u_saturation;  // 0 is white
uniform bool u_hide_zero;
uniform bool u_show_all;     // all count as chosen
uniform bool u_has_hovered;
uniform uvec2 u_hovered;
uniform vec4 u_default_color;  // in place of the palette, where its alpha is not 0
uniform usampler2D u_table;    // id, colour, flags; 2048 entries a row
uniform uint u_table_capacity;  // 0: empty
uniform uvec3 u_table_seeds;
uniform uvec4 u_table_filter;  // 128 bits: the ids whose bit is not set are not in the table

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

#ifdef COMPRESSED
uint word_at(int i) {
  return texelFetch(u_chunk, ivec2(i & 2047, i >> 11), 0).r;
}

uvec2 label_at(ivec3 voxel) {
  // Integers are divided slowly, one by one, on a CPU that draws; floats of this size are exact enough.
  ivec3 block = ivec3((vec3(voxel) + 0.5) / vec3(u_block_size));
  ivec3 within = voxel - block * u_block_size;
  int header = u_section + 2 * (block.x + u_grid.x * (block.y + u_grid.y * block.z));
  uint first = word_at(header);
  uint bits = first >> 24;
  uint index = 0u;
  if (bits > 0u) {
    uint bit = bits * uint(within.x + u_block_size.x * (within.y + u_block_size.y * within.z));
    uint packed = word_at(u_section + int(word_at(header + 1)) + int(bit >> 5u));
    uint mask = bits == 32u ? 0xFFFFFFFFu : (1u << bits) - 1u;
    index = (packed >> (bit & 31u)) & mask;
  }
  int entry = u_section + int(first & 0xFFFFFFu) + int(index) * u_lanes;
  return uvec2(word_at(entry), u_lanes == 2 ? word_at(entry + 1) : 0u);
}
#else
uvec2 label_at(ivec3 voxel) {
  return texelFetch(u_chunk, voxel, 0).rg;
}
#endif

const uint CHOSEN = 2u;
const uint COLORED = 4u;

/** The entry of a label; zeros where it has none. */
uvec4 entry_of(uvec2 label) {
  uint bit = ((label.x ^ (label.y * 0x85EBCA6Bu)) * 0x9E3779B1u) >> 25u;
  if (((u_table_filter[bit >> 5u] >> (bit & 31u)) & 1u) == 0u) return uvec4(0);
  int row = int(min(u_table_capacity, 2048u));
  for (int i = 0; i < 3; i++) {
    uint h = u_table_seeds[i] ^ (label.x * 0xCC9E2D51u);
    h = (rotate_left(h, 15u) * 0x1B873593u) ^ (label.y * 0x85EBCA6Bu);
    h = (h ^ (h >> 16u)) * 0x85EBCA6Bu;
    h = (h ^ (h >> 13u)) * 0xC2B2AE35u;
    int slot = int((h ^ (h >> 16u)) & (u_table_capacity - 1u));
    uvec4 entry = texelFetch(u_table, ivec2(slot % row, slot / row), 0);
    if (entry.w != 0u && entry.xy == label) return entry;
  }
  return uvec4(0);
}

vec3 color_of(uvec2 label, uvec4 entry) {
  if ((entry.w & COLORED) != 0u) return vec3((uvec3(entry.z) >> uvec3(0u, 8u, 16u)) & 0xFFu) / 255.0;
  return u_default_color.a > 0.0 ? u_default_color.rgb : segment_color(label);
}

void main() {
  vec3 part;
  ivec3 voxel = voxel_here(part);
  if (is_outside(voxel)) discard;
  uvec2 label = label_at(voxel);
  // What is not shown is drawn too, fully transparent: its depth keeps coarser scales from showing through.
  if (u_hide_zero && label == uvec2(0)) {
    o_color = vec4(0.0);
    return;
  }
  uvec4 entry = entry_of(label);
  bool chosen = u_show_all || (entry.w & CHOSEN) != 0u;
  float alpha = chosen ? u_selected_alpha : u_not_selected_alpha;
  float saturation = u_saturation;
  if (u_has_hovered && label == u_hovered) {
    float shift = chosen ? 0.5 : 0.75;
    saturation += saturation > shift ? -shift : shift;
    alpha = u_selected_alpha;
  }
  if (alpha <= 0.0) {
    o_color = vec4(0.0);
    return;
  }
  o_color = vec4(mix(vec3(1.0), color_of(label, entry), saturation), alpha);
}
