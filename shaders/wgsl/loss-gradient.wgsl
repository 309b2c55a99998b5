// Gradient of the mean sigmoid cross-entropy with respect to logits.
//   logits, labels, weights  [slot, z, y, x] f32; weights of voxels that do not matter are 0
//   gradient                 [position] f32, padded grid, see conv-tile.wgsl; borders are left as they are: zero
// Must equal lossGradient() of ffn/reference/training.ts. One thread a voxel; workgroups: x along voxels, y slots.

struct Params {
  sizeZ: u32,
  sizeY: u32,
  sizeX: u32,
  // 1 / number of voxels that the mean is taken over.
  share: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> labels: array<f32>;
@group(0) @binding(3) var<storage, read> weights: array<f32>;
@group(0) @binding(4) var<storage, read_write> gradient: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let plane = params.sizeY * params.sizeX;
  if (id.x >= params.sizeZ * plane) {
    return;
  }
  let z = id.x / plane;
  let y = (id.x % plane) / params.sizeX;
  let x = id.x % params.sizeX;
  let row = params.sizeX + 1u;
  let padded = ((id.y * (params.sizeZ + 1u) + z + 1u) * (params.sizeY + 1u) + y + 1u) * row + x + 1u;
  let voxel = id.y * params.sizeZ * plane + id.x;
  let logit = logits[voxel];
  // The smaller exponential only: the other one overflows.
  let decay = exp(-abs(logit));
  let probability = select(decay, 1.0, logit >= 0.0) / (1.0 + decay);
  gradient[padded] = weights[voxel] * (probability - labels[voxel]) * params.share;
}
