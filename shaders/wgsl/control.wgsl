// One step of FaceMaxMovementPolicy: takes the maxima of the six faces of the evaluation just made, queues them, and
// takes moves off the queue until one is valid, or the object ends. One workgroup a slot.
//   logits        [slot, z, y, x] f32, as scatter.wgsl left them
//   canvas        [slot, voxel] logits by their bits, UNSEEN where nothing was predicted
//   segmentation  [voxel]: no move to voxels > 0
//   restricted    a bit a voxel: no move there; one word where isRestricted is 0
//   slots         32 words a slot, see below
//   queue         [slot, queueLength] flat voxels
//   done          [slot, cell] number of the object that last evaluated in the cell
//   ring          [slot, ringLength][voxel, centre logit] of the latest steps
// Triples are (z, y, x): `.x` of a place is z. Must equal the walk of ffn/inference: movement.ts, isValidPos(), segmentAt().

struct Params {
  sizeZ: u32,
  sizeY: u32,
  sizeX: u32,
  shapeZ: u32,
  shapeY: u32,
  shapeX: u32,
  deltaZ: u32,
  deltaY: u32,
  deltaX: u32,
  moveLogit: f32,
  scoreLogit: f32,
  isRestricted: u32,
  queueLength: u32,
  cells: u32,
  ringLength: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> canvas: array<u32>;
@group(0) @binding(3) var<storage, read> segmentation: array<i32>;
@group(0) @binding(4) var<storage, read> restricted: array<u32>;
@group(0) @binding(5) var<storage, read_write> slots: array<u32>;
@group(0) @binding(6) var<storage, read_write> queue: array<u32>;
@group(0) @binding(7) var<storage, read_write> done: array<u32>;
@group(0) @binding(8) var<storage, read_write> ring: array<u32>;

const UNSEEN = 0x7fc00000u;
const SLOT_WORDS = 32u;
// Words of a slot.
const STATE = 0u; // 0 idle, 1 running, 2 beginning
const IMAGE_ORIGIN = 1u;
const CANVAS_ORIGIN = 2u;
const STRONG = 3u;
const POSITION = 4u; // flat
const START = 8u; // flat
const HEAD = 12u;
const TAIL = 13u;
const STEPS = 14u;
const OBJECT = 15u; // its number
const ENDED = 16u; // 1 no move is left, 2 the seed got too weak
const SKIP_THRESHOLD = 17u;
const SKIP_INVALID = 18u;
const SKIP_RESTRICTED = 19u;
const MIN = 20u; // three words: z, y, x
const MAX = 23u;
const WEAK_AT = 26u; // flat: the move that was not made
const IMAGE_BASE = 28u;

const FACES = 6u;
const LANES = 32u;
const NOTHING = 0xffffffffu;

var<workgroup> state: u32;
var<workgroup> laneScore: array<f32, 192>;
var<workgroup> laneVoxel: array<u32, 192>;

fn sizes() -> vec3u {
  return vec3u(params.sizeZ, params.sizeY, params.sizeX);
}

fn shape() -> vec3u {
  return vec3u(params.shapeZ, params.shapeY, params.shapeX);
}

fn deltas() -> vec3u {
  return vec3u(params.deltaZ, params.deltaY, params.deltaX);
}

fn flat(place: vec3u) -> u32 {
  return (place.x * params.shapeY + place.y) * params.shapeX + place.z;
}

fn placeOf(voxel: u32) -> vec3u {
  let plane = params.shapeY * params.shapeX;
  return vec3u(voxel / plane, voxel % plane / params.shapeX, voxel % params.shapeX);
}

// The two axes in a face, in the order z, y, x.
fn faceAxes(face: u32) -> vec3u {
  let axis = face / 2u;
  return vec3u(axis, select(0u, 1u, axis == 0u), select(2u, 1u, axis == 2u));
}

// Offset from the centre of the k-th voxel of a face, in raster order.
fn faceOffset(face: u32, k: u32) -> vec3i {
  let axes = faceAxes(face);
  let delta = vec3i(deltas());
  let width = 2 * delta[axes.z] + 1;
  var offset = vec3i();
  offset[axes.x] = select(-delta[axes.x], delta[axes.x], face % 2u == 1u);
  offset[axes.y] = i32(k) / width - delta[axes.y];
  offset[axes.z] = i32(k) % width - delta[axes.z];
  return offset;
}

// 32 threads a face; each keeps the first of its maxima.
fn scanFace(thread: u32, slot: u32) {
  let face = thread / LANES;
  let axes = faceAxes(face);
  let delta = deltas();
  let size = vec3i(sizes());
  let voxels = params.sizeZ * params.sizeY * params.sizeX;
  let count = select(0u, (2u * delta[axes.y] + 1u) * (2u * delta[axes.z] + 1u), delta[axes.x] > 0u);
  var best = 0.0;
  var at = NOTHING;
  for (var k = thread % LANES; k < count; k += LANES) {
    let place = size / 2 + faceOffset(face, k);
    let value = logits[slot * voxels + u32((place.x * size.y + place.y) * size.z + place.z)];
    if (at == NOTHING || value > best) {
      best = value;
      at = k;
    }
  }
  laneScore[thread] = best;
  laneVoxel[thread] = at;
}

struct Move {
  score: f32,
  offset: vec3i,
}

fn isBefore(a: Move, b: Move) -> bool {
  if (a.score != b.score) {
    return a.score > b.score;
  }
  let d = a.offset - b.offset;
  return d.x > 0 || (d.x == 0 && (d.y > 0 || (d.y == 0 && d.z > 0)));
}

fn queueMoves(slot: u32, position: vec3u) {
  var moves: array<Move, 6>;
  var count = 0u;
  for (var face = 0u; face < FACES; face++) {
    var score = 0.0;
    var at = NOTHING;
    for (var lane = face * LANES; lane < (face + 1u) * LANES; lane++) {
      let better = laneScore[lane] > score || (laneScore[lane] == score && laneVoxel[lane] < at);
      if (laneVoxel[lane] != NOTHING && (at == NOTHING || better)) {
        score = laneScore[lane];
        at = laneVoxel[lane];
      }
    }
    if (at == NOTHING || score < params.scoreLogit) {
      continue;
    }
    let found = Move(score, faceOffset(face, at));
    var place = 0u;
    while (place < count && isBefore(moves[place], found)) {
      place++;
    }
    // A voxel on an edge may win two faces and is one move.
    if (place < count && moves[place].score == score && all(moves[place].offset == found.offset)) {
      continue;
    }
    for (var i = count; i > place; i--) {
      moves[i] = moves[i - 1u];
    }
    moves[place] = found;
    count++;
  }
  let base = slot * SLOT_WORDS;
  var tail = slots[base + TAIL];
  for (var i = 0u; i < count && tail < params.queueLength; i++) {
    queue[slot * params.queueLength + tail] = flat(vec3u(vec3i(position) + moves[i].offset));
    tail++;
  }
  slots[base + TAIL] = tail;
}

// The start lies in the middle of a cell; whole cells are added so that no quotient is negative.
fn cellOf(slot: u32, place: vec3u) -> u32 {
  let delta = max(deltas(), vec3u(1u));
  let start = placeOf(slots[slot * SLOT_WORDS + START]);
  let moves = vec3<bool>(params.deltaZ > 0u, params.deltaY > 0u, params.deltaX > 0u);
  let cell = select(vec3u(), (place + (start / delta + 1u) * delta + deltas() / 2u - start) / delta, moves);
  let counts = shape() / delta + 3u;
  return slot * params.cells + (cell.x * select(1u, counts.y, moves.y) + cell.y) * select(1u, counts.z, moves.z) + cell.z;
}

fn finishStep(slot: u32) {
  let base = slot * SLOT_WORDS;
  let voxel = slots[base + POSITION];
  let position = placeOf(voxel);
  let steps = slots[base + STEPS];
  let voxels = params.sizeZ * params.sizeY * params.sizeX;
  let entry = (slot * params.ringLength + steps % params.ringLength) * 2u;
  ring[entry] = voxel;
  ring[entry + 1u] = bitcast<u32>(logits[slot * voxels + voxels / 2u]);
  slots[base + STEPS] = steps + 1u;
  for (var axis = 0u; axis < 3u; axis++) {
    slots[base + MIN + axis] = min(slots[base + MIN + axis], position[axis]);
    slots[base + MAX + axis] = max(slots[base + MAX + axis], position[axis]);
  }
  done[cellOf(slot, position)] = slots[base + OBJECT];
  queueMoves(slot, position);
}

fn isBelow(bits: u32, logit: f32) -> bool {
  return bits != UNSEEN && bitcast<f32>(bits) < logit;
}

fn endObject(slot: u32, reason: u32) {
  slots[slot * SLOT_WORDS + STATE] = 0u;
  slots[slot * SLOT_WORDS + ENDED] = reason;
}

fn walk(slot: u32) {
  let base = slot * SLOT_WORDS;
  let canvasBase = slot * params.shapeZ * params.shapeY * params.shapeX;
  let margin = sizes() / 2u;
  var head = slots[base + HEAD];
  let tail = slots[base + TAIL];
  loop {
    if (head >= tail) {
      endObject(slot, 1u);
      break;
    }
    let voxel = queue[slot * params.queueLength + head];
    head++;
    let place = placeOf(voxel);
    if (done[cellOf(slot, place)] == slots[base + OBJECT]) {
      continue;
    }
    if (isBelow(canvas[canvasBase + voxel], params.moveLogit)) {
      slots[base + SKIP_THRESHOLD]++;
      continue;
    }
    if (any(place < margin) || any(place + margin >= shape()) || segmentation[voxel] > 0) {
      slots[base + SKIP_INVALID]++;
      continue;
    }
    if (isBelow(canvas[canvasBase + slots[base + START]], params.moveLogit)) {
      slots[base + WEAK_AT] = voxel;
      endObject(slot, 2u);
      break;
    }
    if (params.isRestricted != 0u && ((restricted[voxel / 32u] >> (voxel % 32u)) & 1u) != 0u) {
      slots[base + SKIP_RESTRICTED]++;
      continue;
    }
    let origin = flat(place - margin);
    slots[base + POSITION] = voxel;
    slots[base + IMAGE_ORIGIN] = slots[base + IMAGE_BASE] + origin;
    slots[base + CANVAS_ORIGIN] = canvasBase + origin;
    slots[base + STRONG] = 0u;
    slots[base + STATE] = 1u;
    break;
  }
  slots[base + HEAD] = head;
}

@compute @workgroup_size(192)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let slot = group.x;
  if (thread == 0u) {
    state = slots[slot * SLOT_WORDS + STATE];
  }
  let now = workgroupUniformLoad(&state);
  if (now == 0u) {
    return;
  }
  if (now == 1u) {
    scanFace(thread, slot);
  }
  workgroupBarrier();
  if (thread != 0u) {
    return;
  }
  if (now == 1u) {
    finishStep(slot);
  }
  walk(slot);
}
