// A gradient passes a rectifier where what went in is positive.
//   kept      [quad][position] vec4f: what went in, or came out, which is positive at the same places
//   gradient  [quad][position] vec4f: of what came out
//   passed    [quad][position] vec4f: of what went in; added to what is there where addTo is not 0
// Must equal maskGradient() of ffn/reference/training.ts. One thread a place in memory.

struct Params {
  length: u32,
  addTo: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> kept: array<vec4f>;
@group(0) @binding(2) var<storage, read> gradient: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> passed: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.y * groups.x * 64u + id.x;
  if (at >= params.length) {
    return;
  }
  var value = select(vec4f(), gradient[at], kept[at] > vec4f());
  if (params.addTo != 0u) {
    value += passed[at];
  }
  passed[at] = value;
}
