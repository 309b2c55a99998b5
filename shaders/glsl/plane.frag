#version 300 es
// A cross-section's picture on its plane; nothing where it has no data.
precision highp float;

uniform sampler2D u_picture;  // premultiplied

in vec2 v_at;
out vec4 o_color;

void main() {
  o_color = texture(u_picture, v_at);
  if (o_color.a == 0.0) discard;
}
