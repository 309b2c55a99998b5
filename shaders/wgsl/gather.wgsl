// The network's input: image and seed of each slot's field of view, cut out of the canvas.
//   slots   32 words a slot; word 0: 1 where the slot computes, word 1: first voxel of its field of view in `image`,
//           word 2: the same in `canvas`
//   image   [..., z, y, x] f32, normalised; rows strideY apart, planes strideZ
//   canvas  [..., z, y, x] logits, by their bits; UNSEEN where nothing was predicted; same strides
//   output  [quad 0][position] vec4f (image, seed, 0, 0), padded grid; see conv-tile.wgsl
// Must equal gather() of ffn/reference/gather.ts. One thread a voxel; workgroups: x along voxels, y slots.

struct Params {
  sizeZ: u32,
  sizeY: u32,
  sizeX: u32,
  strideZ: u32,
  strideY: u32,
  padLogit: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> slots: array<u32>;
@group(0) @binding(2) var<storage, read> image: array<f32>;
@group(0) @binding(3) var<storage, read> canvas: array<u32>;
@group(0) @binding(4) var<storage, read_write> output: array<vec4f>;

const SLOT_WORDS = 32u;
// Compared by its bits: a compiler may assume that there are no NaNs.
const UNSEEN = 0x7fc00000u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let slot = id.y;
  let plane = params.sizeY * params.sizeX;
  if (slots[slot * SLOT_WORDS] != 1u || id.x >= params.sizeZ * plane) {
    return;
  }
  let z = id.x / plane;
  let y = (id.x % plane) / params.sizeX;
  let x = id.x % params.sizeX;
  let inCanvas = z * params.strideZ + y * params.strideY + x;
  let bits = canvas[slots[slot * SLOT_WORDS + 2u] + inCanvas];
  let seed = select(bitcast<f32>(bits), params.padLogit, bits == UNSEEN);
  let row = params.sizeX + 1u;
  let padded = ((slot * (params.sizeZ + 1u) + z + 1u) * (params.sizeY + 1u) + y + 1u) * row + x + 1u;
  output[padded] = vec4f(image[slots[slot * SLOT_WORDS + 1u] + inCanvas], seed, 0.0, 0.0);
}
