#version 300 es
// Grey levels of one chunk, nearest voxel, windowed. The companion defines SAMPLER as sampler3D, isampler3D or
// usampler3D, after the type of the samples.
// Equals: Math.round(255 * clamp((value - min) / (max - min), 0, 1)).
precision highp float;
precision highp int;
precision highp sampler3D;
precision highp isampler3D;
precision highp usampler3D;

uniform SAMPLER u_chunk;
uniform ivec3 u_right;    // unit vector of the chunk axis shown across
uniform ivec3 u_down;     // of the axis shown downwards
uniform ivec3 u_plane;    // the plane shown: its index on the third axis, 0 on the others
uniform vec2 u_voxels;    // voxels of the chunk across and down
uniform vec2 u_window;    // values shown black and white
uniform float u_opacity;

centroid in vec2 v_voxel;
out vec4 o_color;

void main() {
  ivec2 pixel = clamp(ivec2(floor(v_voxel)), ivec2(0), ivec2(u_voxels) - 1);
  float value = float(texelFetch(u_chunk, u_right * pixel.x + u_down * pixel.y + u_plane, 0).r);
  float grey = clamp((value - u_window.x) / (u_window.y - u_window.x), 0.0, 1.0);
  o_color = vec4(vec3(grey), u_opacity);
}
