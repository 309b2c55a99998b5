// Begins an object: its canvas becomes unseen but for the seed voxel.
//   slots   32 words a slot; word 0: 2 where an object begins, word 8: flat index of its seed voxel
//   canvas  [slot, voxel] logits, by their bits
// Must equal initSeed() of ffn/inference/canvas.ts. Workgroups: x along voxels, y slots; threads take further voxels in
// strides of all of x, since a volume has more voxels than a dispatch has threads.

struct Params {
  voxels: u32,
  initLogit: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> slots: array<u32>;
@group(0) @binding(2) var<storage, read_write> canvas: array<u32>;

const SLOT_WORDS = 32u;
const UNSEEN = 0x7fc00000u;

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let slot = id.y;
  if (slots[slot * SLOT_WORDS] != 2u) {
    return;
  }
  let seed = slots[slot * SLOT_WORDS + 8u];
  for (var i = id.x; i < params.voxels; i += groups.x * 256u) {
    canvas[slot * params.voxels + i] = select(UNSEEN, bitcast<u32>(params.initLogit), i == seed);
  }
}
