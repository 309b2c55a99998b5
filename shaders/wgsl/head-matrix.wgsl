// As head.wgsl, for the trunk of conv-matrix.wgsl.
//   trunk    [position][channel] f32, padded grid
//   seeds    [slot, z, y, x] f32
//   weights  [channel] f32, then the bias
//   slots, logits  as in head.wgsl
// Must equal head() of ffn/reference/head.ts. One thread a voxel; workgroups: x along voxels, y slots.

struct Params {
  sizeZ: u32,
  sizeY: u32,
  sizeX: u32,
  channels: u32,
  moveLogit: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> trunk: array<vec4f>;
@group(0) @binding(2) var<storage, read> seeds: array<f32>;
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
    let quads = params.channels / 4u;
    var sum = weights[quads].x;
    for (var quad = 0u; quad < quads; quad++) {
      sum += dot(max(trunk[padded * quads + quad], vec4f()), weights[quad]);
    }
    let at = slot * params.sizeZ * plane + id.x;
    let logit = seeds[at] + sum;
    logits[at] = logit;
    if (logit >= params.moveLogit) {
      atomicAdd(&strong, 1u);
    }
  }
  workgroupBarrier();
  if (thread == 0u) {
    atomicAdd(&slots[slot * SLOT_WORDS + 3u], atomicLoad(&strong));
  }
}
