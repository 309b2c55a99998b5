//! if EMULATED
alias Half = f32;
//! else
enable f16;
enable subgroups;
enable chromium_experimental_subgroup_matrix;
// Whole workgroups leave or stay: every subgroup is complete where its matrices meet.
diagnostic(off, chromium.subgroup_matrix_uniformity);
alias Half = f16;
//! end
// 3x3x3 convolution of a network's own layers on matrix units: a template, expanded by ffn/kernels/template.ts. A
// subgroup of 32 threads makes $T times 16 consecutive positions of all 16 * $N output channels; a tap is a product of
// [16 positions, 16 input channels] and [16 input channels, 16 output channels], float16 times float16 into float32.
//   slots    32 words a slot; word 0: 1 where the slot computes
//   input    [part][position][16 * $K] Half, rectified; padded grid, see conv-tile.wgsl
//   weights  [part][kz, ky, kx][16 * $K][16 * $N] Half, times 1 / unscale
//   biases   [16 * $N] f32
//   output   [part][position][16 * $N] Half, rectified: the next layer's input
//   trunk    [position][16 * $N] f32: written where keepsTrunk is 1, and the residual where addResidual is 1, too
// Parts: one, the value rounded; with SPLIT two, its first eleven bits and what is left of it, and three products of
// four: the fourth is below what float32 keeps. EMULATED: the same in float32 by plain threads, without matrix units,
// so that adapters that have none can prove every index.
// Must equal conv3d() of ffn/reference/conv3d.ts within what float16 keeps. Workgroups: x along positions.

struct Params {
  positions: u32,
  slotPositions: u32,
  sizeZ: u32,
  sizeY: u32,
  sizeX: u32,
  gridLength: u32,
  unscale: f32,
  keepsTrunk: u32,
  addResidual: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> slots: array<u32>;
@group(0) @binding(2) var<storage, read> input: array<Half>;
@group(0) @binding(3) var<storage, read> weights: array<Half>;
@group(0) @binding(4) var<storage, read> biases: array<f32>;
@group(0) @binding(5) var<storage, read_write> output: array<Half>;
@group(0) @binding(6) var<storage, read_write> trunk: array<f32>;

const SLOT_WORDS = 32u;
const IN = @{16*K}u;
const OUT = @{16*N}u;
const WEIGHTS_OF_PART = @{27*K*N*256}u;
const POSITIONS = @{16*T}u; // of a subgroup

var<workgroup> isIdle: bool;
// By subgroup: one tile's sums, [16 positions][OUT], and which of the positions are voxels.
var<workgroup> sums: array<f32, @{SUBGROUPS*N*256}>;
var<workgroup> isVoxel: array<bool, @{SUBGROUPS*16}>;

fn isAnyComputing(first: u32, last: u32) -> bool {
  let end = min(last, params.positions - 1u) / params.slotPositions;
  for (var slot = first / params.slotPositions; slot <= end; slot++) {
    if (slots[slot * SLOT_WORDS] == 1u) {
      return true;
    }
  }
  return false;
}

fn isVoxelAt(position: u32) -> bool {
  let row = params.sizeX + 1u;
  let plane = row * (params.sizeY + 1u);
  let x = position % row;
  let y = position % plane / row;
  let z = position % params.slotPositions / plane;
  return x < params.sizeX && y < params.sizeY && z < params.sizeZ && position < params.positions;
}

// The largest float16: beyond it there is only infinity, which times a weight of zero is no number.
const LARGEST = 65504.0;

fn writeHalves(at: u32, value: f32) {
  let rectified = clamp(value, 0.0, LARGEST);
//! if SPLIT
  // By its bits: a compiler may take the way to float16 and back for the identity.
  let high = bitcast<f32>(bitcast<u32>(rectified) & 0xffffe000u);
  let low = rectified - high;
//! if EMULATED
  output[at] = quantizeToF16(high);
  output[at + params.gridLength * OUT] = quantizeToF16(low);
//! else
  output[at] = f16(high);
  output[at + params.gridLength * OUT] = f16(low);
//! end
//! else
//! if EMULATED
  output[at] = quantizeToF16(rectified);
//! else
  output[at] = f16(rectified);
//! end
//! end
}

//! if EMULATED
// A thread has every 32nd element of a matrix of 16 x 16, of all matrices one after the other. Loops: unrolled, a driver
// that computes on the CPU would compile for minutes.
var<private> elements: array<f32, @{T*N*8}>;

fn multiplyAdd(lane: u32, at: u32, w: u32) {
  for (var i = 0u; i < @{T*N*8}u; i++) {
    let element = lane + 32u * (i % 8u);
    let left = at + (i / @{N*8}u * 16u + element / 16u) * IN;
    let right = w + i / 8u % @{N}u * 16u + element % 16u;
    var sum = elements[i];
    for (var k = 0u; k < IN; k++) {
      sum += input[left + k] * weights[right + k * OUT];
    }
    elements[i] = sum;
  }
}

//! end
@compute @workgroup_size(@{SUBGROUPS*32})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let subgroup = thread / 32u;
  let lane = thread % 32u;
  let first = (group.x * @{SUBGROUPS}u + subgroup) * POSITIONS;
  if (thread == 0u) {
    isIdle = !isAnyComputing(first, first + @{SUBGROUPS}u * POSITIONS - 1u);
  }
  if (workgroupUniformLoad(&isIdle)) {
    return;
  }
  let row = params.sizeX + 1u;
  let plane = row * (params.sizeY + 1u);
//! if SPLIT
  let lowInput = params.gridLength * IN;
//! end
//! if EMULATED
//! else
//! for t in T
//! for n in N
  var sum@{t}n@{n}: subgroup_matrix_result<f32, 16, 16>;
//! end
//! end
//! end
  for (var tap = 0u; tap < 27u; tap++) {
    let at = (first + tap / 9u * plane + tap / 3u % 3u * row + tap % 3u) * IN;
    let w = tap * IN * OUT;
//! if EMULATED
    multiplyAdd(lane, at, w);
//! if SPLIT
    multiplyAdd(lane, at, w + WEIGHTS_OF_PART);
    multiplyAdd(lane, at + lowInput, w);
//! end
//! else
//! for k in K
    {
//! for n in N
      let right@{n} = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&weights, w + @{k*16}u * OUT + @{n*16}u, OUT);
//! if SPLIT
      let rightLow@{n} = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&weights, w + @{k*16}u * OUT + @{n*16}u + WEIGHTS_OF_PART, OUT);
//! end
//! end
//! for t in T
      let left@{t} = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&input, at + @{t*16}u * IN + @{k*16}u, IN);
//! if SPLIT
      let leftLow@{t} = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&input, at + @{t*16}u * IN + @{k*16}u + lowInput, IN);
//! end
//! for n in N
//! if SPLIT
      sum@{t}n@{n} = subgroupMatrixMultiplyAccumulate(left@{t}, rightLow@{n}, sum@{t}n@{n});
      sum@{t}n@{n} = subgroupMatrixMultiplyAccumulate(leftLow@{t}, right@{n}, sum@{t}n@{n});
//! end
      sum@{t}n@{n} = subgroupMatrixMultiplyAccumulate(left@{t}, right@{n}, sum@{t}n@{n});
//! end
//! end
    }
//! end
//! end
  }
//! for t in T
  workgroupBarrier();
//! if EMULATED
  for (var i = 0u; i < @{N*8}u; i++) {
    let element = lane + 32u * (i % 8u);
    sums[subgroup * @{N*256}u + element / 16u * OUT + i / 8u * 16u + element % 16u] = elements[@{t*N*8}u + i];
  }
//! else
//! for n in N
  subgroupMatrixStore<row_major>(&sums, subgroup * @{N*256}u + @{n*16}u, sum@{t}n@{n}, OUT);
//! end
//! end
  if (lane < 16u) {
    isVoxel[subgroup * 16u + lane] = isVoxelAt(first + @{t*16}u + lane);
  }
  workgroupBarrier();
  writeTile(subgroup, lane, first + @{t*16}u);
//! end
}

fn writeTile(subgroup: u32, lane: u32, first: u32) {
  let row = params.sizeX + 1u;
  let border = row * (params.sizeY + 1u) + row + 1u;
  for (var i = lane; i < @{N*256}u; i += 32u) {
    if (!isVoxel[subgroup * 16u + i / OUT]) {
      continue;
    }
    let at = (first + border) * OUT + i;
    var value = sums[subgroup * @{N*256}u + i] * params.unscale + biases[i % OUT];
    if (params.addResidual != 0u) {
      value += trunk[at];
    }
    if (params.keepsTrunk != 0u) {
      trunk[at] = value;
    }
    writeHalves(at, value);
  }
}
