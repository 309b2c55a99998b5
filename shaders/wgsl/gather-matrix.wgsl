//! if EMULATED
alias Half = f32;
//! else
enable f16;
alias Half = f16;
//! end
// As gather.wgsl, for conv-matrix.wgsl: a template.
//   slots, image, canvas  as in gather.wgsl
//   output  [part][position][16] Half: image, seed, zeros; padded grid. Parts as in conv-matrix.wgsl
//   seeds   [slot, z, y, x] f32: the head adds to them what no float16 has touched
// One thread a voxel; workgroups: x along voxels, y slots.

struct Params {
  sizeZ: u32,
  sizeY: u32,
  sizeX: u32,
  strideZ: u32,
  strideY: u32,
  gridLength: u32,
  padLogit: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> slots: array<u32>;
@group(0) @binding(2) var<storage, read> image: array<f32>;
@group(0) @binding(3) var<storage, read> canvas: array<u32>;
@group(0) @binding(4) var<storage, read_write> output: array<Half>;
@group(0) @binding(5) var<storage, read_write> seeds: array<f32>;

const SLOT_WORDS = 32u;
const CHANNELS = 16u;
// Compared by its bits: a compiler may assume that there are no NaNs.
const UNSEEN = 0x7fc00000u;
const LARGEST = 65504.0;

fn writeHalves(at: u32, value: f32) {
  let finite = clamp(value, -LARGEST, LARGEST);
//! if SPLIT
  let high = bitcast<f32>(bitcast<u32>(finite) & 0xffffe000u);
  let low = finite - high;
//! if EMULATED
  output[at] = quantizeToF16(high);
  output[at + params.gridLength * CHANNELS] = quantizeToF16(low);
//! else
  output[at] = f16(high);
  output[at + params.gridLength * CHANNELS] = f16(low);
//! end
//! else
//! if EMULATED
  output[at] = quantizeToF16(finite);
//! else
  output[at] = f16(finite);
//! end
//! end
}

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
  let inCanvas = z * params.strideZ + y * params.strideY + x;
  let bits = canvas[slots[slot * SLOT_WORDS + 2u] + inCanvas];
  let seed = select(bitcast<f32>(bits), params.padLogit, bits == UNSEEN);
  seeds[slot * voxels + id.x] = seed;
  let row = params.sizeX + 1u;
  let padded = ((slot * (params.sizeZ + 1u) + z + 1u) * (params.sizeY + 1u) + y + 1u) * row + x + 1u;
  writeHalves(padded * CHANNELS, image[slots[slot * SLOT_WORDS + 1u] + inCanvas]);
  writeHalves(padded * CHANNELS + 1u, seed);
}
