// Gradient of the weights of a 3-D convolution, channels last, stride 1, zero padding that keeps the size, kernel of any odd width.
//   source    [batch, z, y, x, inChannels] f32: what the convolution read
//   gradient  [batch, z, y, x, outChannels] f32: of what it wrote
//   sums      [kz, ky, kx, inChannels, outChannels] f32
// Must equal weights of conv3dGradients() of ffn/reference/conv3d-gradients.ts.
// A workgroup makes 4 x 4 channels of one tap; its threads take every 64th voxel. For arrays as others keep them, such as
// tensors of TensorFlow.js; filter-gradient.wgsl is quicker, on padded grids.
// Workgroups: x input channels in fours, y output channels in fours, z taps.

struct Params {
  batch: u32,
  sizeZ: u32,
  sizeY: u32,
  sizeX: u32,
  inChannels: u32,
  outChannels: u32,
  kernelSize: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> source: array<f32>;
@group(0) @binding(2) var<storage, read> gradient: array<f32>;
@group(0) @binding(3) var<storage, read_write> sums: array<f32>;

const THREADS = 64u;

var<workgroup> partial: array<vec4f, 256>;

// Four channels of a voxel, zeros beyond the last one.
fn readSource(voxel: u32, first: u32) -> vec4f {
  var four = vec4f();
  for (var i = 0u; i < min(4u, params.inChannels - first); i++) {
    four[i] = source[voxel * params.inChannels + first + i];
  }
  return four;
}

fn readGradient(voxel: u32, first: u32) -> vec4f {
  var four = vec4f();
  for (var i = 0u; i < min(4u, params.outChannels - first); i++) {
    four[i] = gradient[voxel * params.outChannels + first + i];
  }
  return four;
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let width = params.kernelSize;
  let shift = vec3i(vec3u(group.z % width, group.z / width % width, group.z / width / width)) - vec3i(i32(width / 2u));
  let size = vec3i(vec3u(params.sizeX, params.sizeY, params.sizeZ));
  let firstIn = 4u * group.x;
  let firstOut = 4u * group.y;
  let voxels = params.batch * params.sizeZ * params.sizeY * params.sizeX;
  var sum = array<vec4f, 4>();
  for (var voxel = thread; voxel < voxels; voxel += THREADS) {
    let row = voxel / params.sizeX;
    let plane = row / params.sizeY;
    let place = vec3i(vec3u(voxel % params.sizeX, row % params.sizeY, plane % params.sizeZ)) + shift;
    if (any(place < vec3i(0)) || any(place >= size)) {
      continue;
    }
    // Of the same example: a shift that stays inside does not leave it.
    let seen = u32(i32(voxel) + (shift.z * size.y + shift.y) * size.x + shift.x);
    let value = readSource(seen, firstIn);
    let g = readGradient(voxel, firstOut);
    sum[0] += value.x * g;
    sum[1] += value.y * g;
    sum[2] += value.z * g;
    sum[3] += value.w * g;
  }
  for (var i = 0u; i < 4u; i++) {
    partial[i * THREADS + thread] = sum[i];
  }
  workgroupBarrier();
  let channel = firstIn + thread;
  if (thread >= 4u || channel >= params.inChannels) {
    return;
  }
  var total = vec4f();
  for (var i = 0u; i < THREADS; i++) {
    total += partial[thread * THREADS + i];
  }
  let at = (group.z * params.inChannels + channel) * params.outChannels + firstOut;
  for (var i = 0u; i < min(4u, params.outChannels - firstOut); i++) {
    sums[at + i] = total[i];
  }
}
