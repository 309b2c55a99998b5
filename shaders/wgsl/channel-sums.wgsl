// Sums over all positions, of each channel: gradients of biases, and of the last layer's weights.
//   values   [quad][position] vec4f, padded grid, see conv-tile.wgsl; its borders are zero
//   factors  [position] f32, read where isScaled is not 0
//   sums     [quad] vec4f
// `floor` is 0 to rectify the values, else the lowest number there is.
// Must equal channelSums() of ffn/reference/training.ts. One workgroup a quad.

struct Params {
  quadLength: u32,
  floor: f32,
  isScaled: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> values: array<vec4f>;
@group(0) @binding(2) var<storage, read> factors: array<f32>;
@group(0) @binding(3) var<storage, read_write> sums: array<vec4f>;

const THREADS = 256u;

var<workgroup> partial: array<vec4f, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let lowest = vec4f(params.floor);
  let first = group.x * params.quadLength;
  var sum = vec4f();
  for (var i = thread; i < params.quadLength; i += THREADS) {
    let value = max(values[first + i], lowest);
    if (params.isScaled != 0u) {
      sum += value * factors[i];
    } else {
      sum += value;
    }
  }
  partial[thread] = sum;
  workgroupBarrier();
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    if (thread < half) {
      partial[thread] += partial[thread + half];
    }
    workgroupBarrier();
  }
  if (thread == 0u) {
    sums[group.x] = partial[0];
  }
}
