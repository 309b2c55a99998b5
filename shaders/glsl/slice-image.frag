#version 300 es
// One chunk of an image on an arbitrary plane: up to four channels, each windowed and coloured, added up. The companion
// defines SAMPLER as sampler3D, isampler3D or usampler3D, after the type of the samples. Channels lie behind each other.
// Equals, in nearest mode: Math.round(255 * clamp((value - black) / (white - black), 0, 1)) for one grey channel.
precision highp float;
precision highp int;
precision highp sampler3D;
precision highp isampler3D;
precision highp usampler3D;

uniform SAMPLER u_chunk;
uniform ivec3 u_size;        // voxels of the chunk
uniform vec2 u_anchor_px;    // middle of a pixel of the canvas, from its lower left corner
uniform ivec3 u_whole;       // the voxel there, from the chunk's begin
uniform vec3 u_part;         // and where in it, in [0, 1)
uniform vec3 u_across[2];    // voxels per pixel to the right: the leading 12 bits, and the rest
uniform vec3 u_along[2];     // and down
uniform int u_border;         // voxels of the chunks around that the texture has on each side: 0 or 1
uniform bool u_smooth;        // mixes the eight voxels around
uniform int u_num_channels;
uniform ivec4 u_channels;     // which are shown
uniform vec2 u_windows[4];    // values shown black and in full colour, of each
uniform vec3 u_colors[4];
uniform bool u_has_map;       // colours take the place of black to white
uniform vec3 u_map[18];       // evenly spaced
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

float value_at(ivec3 voxel, int channel) {
  ivec3 inside = clamp(voxel, ivec3(-u_border), u_size - 1 + u_border) + u_border;
  return float(texelFetch(u_chunk, inside + ivec3(0, 0, channel * (u_size.z + 2 * u_border)), 0).r);
}

float smooth_at(ivec3 voxel, vec3 place, int channel) {
  vec3 from = place - 0.5;
  ivec3 low = voxel + ivec3(floor(from));
  vec3 part = from - floor(from);
  float sum = 0.0;
  for (int i = 0; i < 8; i++) {
    ivec3 corner = ivec3(i & 1, (i >> 1) & 1, i >> 2);
    vec3 share = mix(1.0 - part, part, vec3(corner));
    float weight = share.x * share.y * share.z;
    if (weight > 0.0) sum += weight * value_at(low + corner, channel);
  }
  return sum;
}

vec3 mapped(float level) {
  float place = level * 17.0;
  int i = min(int(place), 16);
  return mix(u_map[i], u_map[i + 1], place - float(i));
}

void main() {
  vec3 part;
  ivec3 voxel = voxel_here(part);
  if (is_outside(voxel)) discard;
  vec3 color = vec3(0.0);
  for (int i = 0; i < u_num_channels; i++) {
    int channel = u_channels[i];
    float value = u_smooth ? smooth_at(voxel, part, channel) : value_at(voxel, channel);
    vec2 window = u_windows[i];
    float level = clamp((value - window.x) / (window.y - window.x), 0.0, 1.0);
    color += u_has_map ? mapped(level) : u_colors[i] * level;
  }
  o_color = vec4(min(color, 1.0), u_opacity);
}
