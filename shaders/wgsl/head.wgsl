//! if HALF
enable f16;
alias Quad = vec4h;
//! else
alias Quad = vec4f;
//! end
// The network's last layer, a 1x1x1 convolution of the rectified trunk to one channel, plus the seed: a template.
//   trunk    [in quad][position] Quad, padded grid; see conv-tile.wgsl
//   input    [quad 0][position] vec4f (image, seed, 0, 0)
//   weights  [in quad] vec4f, then vec4f(bias, 0, 0, 0)
//   slots    32 words a slot; word 0: 1 where the slot computes; word 3 is increased by its voxels >= moveLogit
//   logits   [slot, z, y, x] f32
// Must equal head() of ffn/reference/head.ts. One thread a voxel; workgroups: x along voxels, y slots.

struct Params {
  sizeZ: u32,
  sizeY: u32,
  sizeX: u32,
  quads: u32,
  quadLength: u32,
  moveLogit: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> trunk: array<Quad>;
@group(0) @binding(2) var<storage, read> input: array<vec4f>;
@group(0) @binding(3) var<storage, read> weights: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> slots: array<atomic<u32>>;
@group(0) @binding(5) var<storage, read_write> logits: array<f32>;

const SLOT_WORDS = 32u;

var<workgroup> isIdle: bool;
var<workgroup> strong: atomic<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let slot = id.y;
  if (thread == 0u) {
    isIdle = atomicLoad(&slots[slot * SLOT_WORDS]) != 1u;
  }
  if (workgroupUniformLoad(&isIdle)) {
    return;
  }
  let plane = params.sizeY * params.sizeX;
  if (id.x < params.sizeZ * plane) {
    let z = id.x / plane;
    let y = (id.x % plane) / params.sizeX;
    let x = id.x % params.sizeX;
    let row = params.sizeX + 1u;
    let padded = ((slot * (params.sizeZ + 1u) + z + 1u) * (params.sizeY + 1u) + y + 1u) * row + x + 1u;
    var sum = weights[params.quads].x;
    for (var quad = 0u; quad < params.quads; quad++) {
      sum += dot(max(vec4f(trunk[quad * params.quadLength + padded]), vec4f()), weights[quad]);
    }
    let logit = input[padded].y + sum;
    logits[slot * params.sizeZ * plane + id.x] = logit;
    if (logit >= params.moveLogit) {
      atomicAdd(&strong, 1u);
    }
  }
  workgroupBarrier();
  if (thread == 0u) {
    atomicAdd(&slots[slot * SLOT_WORDS + 3u], atomicLoad(&strong));
  }
}
