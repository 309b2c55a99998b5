#version 300 es
// Copies a picture pixel by pixel.
precision highp float;
precision highp int;

uniform sampler2D u_picture;
uniform vec2 u_lower_left;  // where the picture begins in what is drawn into

out vec4 o_color;

void main() {
  o_color = texelFetch(u_picture, ivec2(gl_FragCoord.xy - u_lower_left), 0);
}
