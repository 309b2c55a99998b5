import { type Code, get, i32, i32x4, set, v128 } from '../../../datasets/assembler/index.ts';
import { FIND_AT } from './find-memory.ts';

/** Voxels or cells that are looked at together. */
export const LANES = 4;
const PLACE_BYTES = 4;

/**
 * Adds the places of the bits that are set in local `bits` to a list, each plus local `first`. No jump: which are set cannot
 * be foreseen. Three places behind the list are written over.
 * @param end local, address behind the list.
 */
export const addPlaces = (bits: number, first: number, end: number): Code[] => [
  v128.store(
    get(end),
    i32x4.add(v128.load(i32.shl(get(bits), i32.const(4)), FIND_AT.places), i32x4.splat(get(first))),
  ),
  set(end, i32.add(get(end), i32.shl(i32.count(get(bits)), i32.const(Math.log2(PLACE_BYTES))))),
];

/** What `FIND_AT.places` holds. */
export function placesOfBits(): Int32Array {
  const places = new Int32Array(LANES * 2 ** LANES);
  for (let bits = 0; bits < 2 ** LANES; bits++) {
    let n = LANES * bits;
    for (let place = 0; place < LANES; place++) if ((bits >> place) & 1) places[n++] = place;
  }
  return places;
}
