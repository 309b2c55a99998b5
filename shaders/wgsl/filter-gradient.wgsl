// Gradient of the weights and biases of a 3x3x3 convolution: a template, expanded by ffn/kernels/template.ts.
//   source    [in quad][position] vec4f, padded grid, see conv-tile.wgsl; `floor` is 0 to rectify it, else the lowest number
//   gradient  [out quad][position] vec4f: of the convolution's output; its borders are zero
//   parts     [chunk] of [in quad][out quad][kz, ky][kx][in channel of 4] vec4f, out channels of the quad; then of
//             [out quad] vec4f, the biases
// The sum over positions is cut into chunks, so that there is work for all; sum-parts.wgsl adds them up.
// A workgroup has $THREADS threads. Each takes $P consecutive positions at a time, three taps along x of one quad by one: 12 sums of vec4f, and one
// for the biases, which only the middle tap of the first quad writes.
// Must equal weights and biases of conv3dGradients() of ffn/reference/conv3d-gradients.ts.
// Workgroups: x chunks, y pairs of quads (in, out), z taps (kz, ky).

struct Params {
  positions: u32,
  // A multiple of what a workgroup takes at a time.
  chunkPositions: u32,
  sizeY: u32,
  sizeX: u32,
  quadLength: u32,
  outQuads: u32,
  floor: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> source: array<vec4f>;
@group(0) @binding(2) var<storage, read> gradient: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> parts: array<vec4f>;

const THREADS = @{THREADS}u;
const SUMS = 12u;
const MIDDLE = 4u;

// Of 64 threads 13 KB of the 16 KB that every device has.
var<workgroup> partial: array<vec4f, @{13*THREADS}>;

@compute @workgroup_size(@{THREADS})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let row = params.sizeX + 1u;
  let plane = row * (params.sizeY + 1u);
  let tap = group.z / 3u * plane + group.z % 3u * row;
  let fromSource = group.y / params.outQuads * params.quadLength + tap;
  let fromGradient = group.y % params.outQuads * params.quadLength + plane + row + 1u;
  let end = min((group.x + 1u) * params.chunkPositions, params.positions);
  let lowest = vec4f(params.floor);
//! for k in 3
//! for c in 4
  var sum@{k}c@{c} = vec4f();
//! end
//! end
  var bias = vec4f();
  for (var at = group.x * params.chunkPositions + thread * @{P}u; at < end; at += THREADS * @{P}u) {
//! for i in P+2
    let v@{i} = max(source[fromSource + at + @{i}u], lowest);
//! end
//! for p in P
    let g@{p} = gradient[fromGradient + at + @{p}u];
    bias += g@{p};
//! end
//! for k in 3
//! for p in P
    sum@{k}c0 += v@{p+k}.x * g@{p};
    sum@{k}c1 += v@{p+k}.y * g@{p};
    sum@{k}c2 += v@{p+k}.z * g@{p};
    sum@{k}c3 += v@{p+k}.w * g@{p};
//! end
//! end
  }
//! for k in 3
//! for c in 4
  partial[@{k*4+c}u * THREADS + thread] = sum@{k}c@{c};
//! end
//! end
  partial[SUMS * THREADS + thread] = bias;
  workgroupBarrier();
  let weightSums = groups.y * groups.z * SUMS;
  let chunk = group.x * (weightSums + params.outQuads);
  for (var s = thread; s <= SUMS; s += THREADS) {
    var total = vec4f();
    for (var i = 0u; i < THREADS; i++) {
      total += partial[s * THREADS + i];
    }
    if (s < SUMS) {
      parts[chunk + (group.y * groups.z + group.z) * SUMS + s] = total;
    } else if (group.y < params.outQuads && group.z == MIDDLE) {
      parts[chunk + weightSums + group.y] = total;
    }
  }
}
