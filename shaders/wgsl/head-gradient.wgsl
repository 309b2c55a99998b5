// Gradient of the trunk, as the last layer passes it on: where the trunk is rectified away, nothing.
//   trunk          [quad][position] vec4f, padded grid, see conv-tile.wgsl
//   logitGradient  [position] f32
//   weights        [quad] vec4f
//   gradient       [quad][position] vec4f
// Must equal headGradient() of ffn/reference/training.ts. One thread a place in memory; workgroups: x along places, y quads.

struct Params {
  quadLength: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> trunk: array<vec4f>;
@group(0) @binding(2) var<storage, read> logitGradient: array<f32>;
@group(0) @binding(3) var<storage, read> weights: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> gradient: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.quadLength) {
    return;
  }
  let at = id.y * params.quadLength + id.x;
  gradient[at] = select(vec4f(), weights[id.y] * logitGradient[id.x], trunk[at] > vec4f());
}
