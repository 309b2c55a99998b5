//! if IN_HALF+OUT_HALF
enable f16;
//! end
//! if IN_HALF
alias InQuad = vec4h;
//! else
alias InQuad = vec4f;
//! end
//! if OUT_HALF
alias OutQuad = vec4h;
//! else
alias OutQuad = vec4f;
//! end
// 3x3x3 convolution of a network's own layers, fast: a template, expanded by ffn/kernels/template.ts. Each thread makes
// $P consecutive positions of $O output quads in registers; everything is unrolled, no index is computed twice.
//   slots    32 words a slot; word 0: 1 where the slot computes
//   input    [in quad][position] InQuad: channels in fours
//   weights  [output group][in quad][kz, ky][kx][in channel of 4][output quad of the group] InQuad
//   biases   [output quad] vec4f
//   output   [output quad][position] OutQuad; what it holds is the residual where addResidual is not 0
// Quads are kept in float32 or in float16; sums are float32 always.
// Floors are 0 to rectify, else the lowest number there is: one compiled text serves every layer.
// Positions: the voxels of all slots in one padded grid. A row has one zero voxel at its end, a plane one zero row, a
// slot one zero plane; the end of one row is the border of the next. A tap is then a constant offset, never a branch,
// and borders stay zero because nobody writes them. The first position has one plane, one row and one voxel before it.
// Must equal conv3d() of ffn/reference/conv3d.ts. Workgroups: x along positions, y output groups.

struct Params {
  positions: u32,
  slotPositions: u32,
  sizeZ: u32,
  sizeY: u32,
  sizeX: u32,
  quadLength: u32,
  inQuads: u32,
  floorBefore: f32,
  floorAfter: f32,
  addResidual: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> slots: array<u32>;
@group(0) @binding(2) var<storage, read> input: array<InQuad>;
@group(0) @binding(3) var<storage, read> weights: array<InQuad>;
@group(0) @binding(4) var<storage, read> biases: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> output: array<OutQuad>;

const SLOT_WORDS = 32u;

fn isComputing(position: u32) -> bool {
  return slots[min(position, params.positions - 1u) / params.slotPositions * SLOT_WORDS] == 1u;
}

@compute @workgroup_size(@{THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let first = id.x * @{P}u;
  if (first >= params.positions || !(isComputing(first) || isComputing(first + @{P-1}u))) {
    return;
  }
  let row = params.sizeX + 1u;
  let plane = row * (params.sizeY + 1u);
//! for o in O
//! for p in P
  var sum@{p}o@{o} = vec4f();
//! end
//! end
  let floorBefore = vec4f(params.floorBefore);
  var w = id.y * params.inQuads * @{O*108}u;
  for (var quad = 0u; quad < params.inQuads; quad++) {
    var atPlane = quad * params.quadLength + first;
    for (var kz = 0u; kz < 3u; kz++) {
      var at = atPlane;
      for (var ky = 0u; ky < 3u; ky++) {
//! for i in P+2
        let v@{i} = max(vec4f(input[at + @{i}u]), floorBefore);
//! end
//! for k in 3
//! for o in O
        let w@{k}x@{o} = vec4f(weights[w + @{k*O*4+o}u]);
        let w@{k}y@{o} = vec4f(weights[w + @{k*O*4+O+o}u]);
        let w@{k}z@{o} = vec4f(weights[w + @{k*O*4+O*2+o}u]);
        let w@{k}w@{o} = vec4f(weights[w + @{k*O*4+O*3+o}u]);
//! for p in P
        sum@{p}o@{o} += v@{p+k}.x * w@{k}x@{o} + v@{p+k}.y * w@{k}y@{o};
        sum@{p}o@{o} += v@{p+k}.z * w@{k}z@{o} + v@{p+k}.w * w@{k}w@{o};
//! end
//! end
//! end
        w += @{O*12}u;
        at += row;
      }
      atPlane += plane;
    }
  }
//! for p in P
//! for o in O
  writeSum(first + @{p}u, id.y * @{O}u + @{o}u, sum@{p}o@{o});
//! end
//! end
}

fn writeSum(position: u32, quad: u32, sum: vec4f) {
  let row = params.sizeX + 1u;
  let plane = row * (params.sizeY + 1u);
  let x = position % row;
  let y = position % plane / row;
  let z = position % params.slotPositions / plane;
  if (x >= params.sizeX || y >= params.sizeY || z >= params.sizeZ || position >= params.positions) {
    return;
  }
  let at = quad * params.quadLength + position + plane + row + 1u;
  var value = max(sum + biases[quad], vec4f(params.floorAfter));
  if (params.addResidual != 0u) {
    value += vec4f(output[at]);
  }
//! if OUT_HALF
  // The largest float16: beyond it there is only infinity, which times a weight of zero is no number.
  output[at] = OutQuad(clamp(value, vec4f(-65504.0), vec4f(65504.0)));
//! else
  output[at] = value;
//! end
}
