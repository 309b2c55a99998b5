// Writes an evaluation to the canvas, by the disconnected-seed rule: where the object has enough voxels in the field of
// view, what was background may only become more so.
//   slots   32 words a slot; word 0: 1 where the slot computes, word 2: first voxel of its field of view in `canvas`,
//           word 3: voxels of the evaluation at or above the move threshold
//   logits  [slot, z, y, x] f32: the evaluation; corrected in place
//   canvas  [..., z, y, x] logits by their bits, UNSEEN where nothing was predicted; rows strideY apart, planes strideZ
// Must equal scatter() of ffn/reference/scatter.ts. One thread a voxel; workgroups: x along voxels, y slots.

struct Params {
  sizeZ: u32,
  sizeY: u32,
  sizeX: u32,
  strideZ: u32,
  strideY: u32,
  minStrong: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> slots: array<u32>;
@group(0) @binding(2) var<storage, read_write> logits: array<f32>;
@group(0) @binding(3) var<storage, read_write> canvas: array<u32>;

const SLOT_WORDS = 32u;
const UNSEEN = 0x7fc00000u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let slot = id.y;
  let plane = params.sizeY * params.sizeX;
  let voxels = params.sizeZ * plane;
  if (slots[slot * SLOT_WORDS] != 1u || id.x >= voxels) {
    return;
  }
  let z = id.x / plane;
  let y = (id.x % plane) / params.sizeX;
  let x = id.x % params.sizeX;
  let at = slots[slot * SLOT_WORDS + 2u] + z * params.strideZ + y * params.strideY + x;
  let source = slot * voxels + id.x;
  let bits = canvas[at];
  let old = bitcast<f32>(select(bits, 0u, bits == UNSEEN));
  var logit = logits[source];
  if (slots[slot * SLOT_WORDS + 3u] >= params.minStrong && old < 0.0 && logit > old) {
    logit = old;
    logits[source] = logit;
  }
  canvas[at] = bitcast<u32>(logit);
}
