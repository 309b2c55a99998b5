#version 300 es
// Where a chunk is not there and will not come: red stripes where it failed, grey dots where the store has none.
precision highp float;

uniform bool u_is_failed;

out vec4 o_color;

void main() {
  vec2 px = gl_FragCoord.xy;
  if (u_is_failed) {
    bool stripe = mod(px.x + px.y, 12.0) < 3.0;
    o_color = vec4(0.86, 0.28, 0.24, stripe ? 0.75 : 0.15);
  } else {
    bool dot_here = all(lessThan(mod(px, 8.0), vec2(1.5)));
    o_color = vec4(0.6, 0.6, 0.6, dot_here ? 0.6 : 0.0);
  }
}
