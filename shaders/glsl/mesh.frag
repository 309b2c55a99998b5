#version 300 es
// A headlight: surfaces that face the reader are brightest, both sides alike.
// Ambient 0.2 and directional 0.8, Neuroglancer's shares.
precision highp float;

uniform vec4 u_color;        // not premultiplied
uniform float u_silhouette;  // 0 is solid; more lets surfaces that face the reader vanish

in vec3 v_normal;
out vec4 o_color;            // premultiplied

void main() {
  float facing = abs(v_normal.z) / max(length(v_normal), 1e-6);
  float alpha = u_color.a;
  if (u_silhouette > 0.0) alpha *= pow(max(1.0 - facing, 0.0), u_silhouette);
  o_color = vec4(u_color.rgb * (0.2 + 0.8 * facing), 1.0) * alpha;
}
