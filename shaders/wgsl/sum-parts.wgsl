// Adds up what workgroups have each found of the same sums.
//   parts  [part][i] vec4f
//   sums   [i] vec4f
// Must equal sumParts() of ffn/reference/training.ts. One thread a sum.

struct Params {
  length: u32,
  count: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> parts: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> sums: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.length) {
    return;
  }
  var sum = vec4f();
  for (var i = 0u; i < params.count; i++) {
    sum += parts[i * params.length + id.x];
  }
  sums[id.x] = sum;
}
