// 3-D convolution, channels last, stride 1, zero padding that keeps the size, kernel 1 or 3, not flipped.
//   input    [batch, z, y, x, inChannels] f32
//   weights  [kz, ky, kx, inChannels, outChannels] f32; where isTurned is not 0 [kz, ky, kx, outChannels, inChannels], taps in
//            reverse: the convolution that passes the gradient back
//   biases   [outChannels] f32
//   residual [batch, z, y, x, outChannels] f32, read where addResidual is not 0
//   output   [batch, z, y, x, outChannels] f32
// Must equal conv3d() of ffn/reference/conv3d.ts.
//
// A workgroup makes 8 x 4 x 2 voxels of 8 output channels, one voxel a thread. For 4 input channels at a
// time it keeps the voxels with their border (10 x 6 x 4 vec4) and the weights (27 * 4 * 2 vec4) in
// workgroup memory: 7.3 KB of the 16 KB that every device has.

struct Params {
  batch: u32,
  sizeZ: u32,
  sizeY: u32,
  sizeX: u32,
  inChannels: u32,
  outChannels: u32,
  kernelSize: u32,
  reluBefore: u32,
  reluAfter: u32,
  addResidual: u32,
  isTurned: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> input: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read> biases: array<f32>;
@group(0) @binding(4) var<storage, read> residual: array<f32>;
@group(0) @binding(5) var<storage, read_write> output: array<f32>;

const TILE = vec3u(8, 4, 2);
const HALO = vec3u(10, 6, 4);
const HALO_VOXELS = 240u;
const THREADS = 64u;
const OUT_BLOCK = 8u;
const IN_BLOCK = 4u;
const MAX_TAPS = 27u;

var<workgroup> tileInput: array<vec4f, 240>;
var<workgroup> tileWeights: array<vec4f, 216>;

fn readInput(batch: u32, voxel: vec3i, channel: u32) -> f32 {
  let size = vec3i(vec3u(params.sizeX, params.sizeY, params.sizeZ));
  if (any(voxel < vec3i(0)) || any(voxel >= size) || channel >= params.inChannels) {
    return 0.0;
  }
  let p = vec3u(voxel);
  let index = ((batch * params.sizeZ + p.z) * params.sizeY + p.y) * params.sizeX + p.x;
  let value = input[index * params.inChannels + channel];
  return select(value, max(value, 0.0), params.reluBefore != 0u);
}

fn readWeight(tap: u32, inChannel: u32, outChannel: u32) -> f32 {
  if (inChannel >= params.inChannels || outChannel >= params.outChannels) {
    return 0.0;
  }
  if (params.isTurned != 0u) {
    let taps = params.kernelSize * params.kernelSize * params.kernelSize;
    return weights[((taps - 1u - tap) * params.outChannels + outChannel) * params.inChannels + inChannel];
  }
  return weights[(tap * params.inChannels + inChannel) * params.outChannels + outChannel];
}

// Fills workgroup memory with 4 input channels of the tile and its border.
fn loadInput(thread: u32, batch: u32, origin: vec3i, inBase: u32) {
  for (var i = thread; i < HALO_VOXELS; i += THREADS) {
    let place = vec3i(vec3u(i % HALO.x, (i / HALO.x) % HALO.y, i / (HALO.x * HALO.y)));
    let voxel = origin + place - vec3i(1);
    tileInput[i] = vec4f(
      readInput(batch, voxel, inBase),
      readInput(batch, voxel, inBase + 1u),
      readInput(batch, voxel, inBase + 2u),
      readInput(batch, voxel, inBase + 3u),
    );
  }
}

// Entry (tap * 4 + input channel) * 2 + half: 4 output channels.
fn loadWeights(thread: u32, taps: u32, inBase: u32, outBase: u32) {
  for (var i = thread; i < taps * IN_BLOCK * 2u; i += THREADS) {
    let tap = i / (IN_BLOCK * 2u);
    let inChannel = inBase + (i / 2u) % IN_BLOCK;
    let first = outBase + (i % 2u) * 4u;
    tileWeights[i] = vec4f(
      readWeight(tap, inChannel, first),
      readWeight(tap, inChannel, first + 1u),
      readWeight(tap, inChannel, first + 2u),
      readWeight(tap, inChannel, first + 3u),
    );
  }
}

fn writeOutput(voxelIndex: u32, outChannel: u32, sum: f32) {
  if (outChannel >= params.outChannels) {
    return;
  }
  let index = voxelIndex * params.outChannels + outChannel;
  var value = sum + biases[outChannel];
  if (params.reluAfter != 0u) {
    value = max(value, 0.0);
  }
  if (params.addResidual != 0u) {
    value += residual[index];
  }
  output[index] = value;
}

@compute @workgroup_size(8, 4, 2)
fn main(
  @builtin(workgroup_id) tile: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  // Workgroups: x along x, y along y and z together, z along output channels and batch together.
  let tilesY = (params.sizeY + TILE.y - 1u) / TILE.y;
  let outBlocks = (params.outChannels + OUT_BLOCK - 1u) / OUT_BLOCK;
  let origin = vec3u(tile.x, tile.y % tilesY, tile.y / tilesY) * TILE;
  let batch = tile.z / outBlocks;
  let outBase = (tile.z % outBlocks) * OUT_BLOCK;
  let width = params.kernelSize;
  let taps = width * width * width;
  // A kernel of 1 looks at the tile's own voxels, one step inside the border.
  let inset = 1u - width / 2u;

  var low = vec4f(0.0);
  var high = vec4f(0.0);
  for (var inBase = 0u; inBase < params.inChannels; inBase += IN_BLOCK) {
    loadInput(thread, batch, vec3i(origin), inBase);
    loadWeights(thread, min(taps, MAX_TAPS), inBase, outBase);
    workgroupBarrier();
    for (var tap = 0u; tap < taps; tap++) {
      let place = local + inset + vec3u(tap % width, (tap / width) % width, tap / (width * width));
      let value = tileInput[(place.z * HALO.y + place.y) * HALO.x + place.x];
      let w = tap * IN_BLOCK * 2u;
      low += value.x * tileWeights[w] + value.y * tileWeights[w + 2u];
      high += value.x * tileWeights[w + 1u] + value.y * tileWeights[w + 3u];
      low += value.z * tileWeights[w + 4u] + value.w * tileWeights[w + 6u];
      high += value.z * tileWeights[w + 5u] + value.w * tileWeights[w + 7u];
    }
    workgroupBarrier();
  }

  let voxel = origin + local;
  if (voxel.x >= params.sizeX || voxel.y >= params.sizeY || voxel.z >= params.sizeZ) {
    return;
  }
  let voxelIndex = ((batch * params.sizeZ + voxel.z) * params.sizeY + voxel.y) * params.sizeX + voxel.x;
  for (var i = 0u; i < 4u; i++) {
    writeOutput(voxelIndex, outBase + i, low[i]);
    writeOutput(voxelIndex, outBase + 4u + i, high[i]);
  }
}
