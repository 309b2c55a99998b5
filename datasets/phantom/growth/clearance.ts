/** A ball on a centre line. Nanometres. */
export interface Ball {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly r: number;
}

/** A part of a neurite that a new branch of it may touch: around the place it leaves from. */
export interface Exempt {
  readonly neurite: number;
  readonly around: Ball;
}

/** Which space is taken. */
export interface Clearance {
  isFree(ball: Ball, exempt?: Exempt): boolean;
  take(ball: Ball, neurite: number): void;
}

/** Share of the sum of radii that neighbours keep apart; a little less than 1, so that they are pressed together. */
const SHARE = 0.97;
/** And this much on top. */
const GAP_NM = 18;

/** Upper ends of radius bands: each has its own grid, so that thin neurites do not look as far as thick ones reach. */
const BANDS_NM = [60, 130, 520];

interface Taken extends Ball {
  readonly neurite: number;
}

export function createClearance(): Clearance {
  const grids = BANDS_NM.map((most) => ({ most, cells: new Map<number, Taken[]>() }));
  const cell = (v: number, most: number) => Math.floor(v / (2 * most));
  return {
    isFree(ball, exempt) {
      for (const { most, cells } of grids) {
        const reach = ball.r + most + GAP_NM;
        const [x0, x1] = [cell(ball.x - reach, most), cell(ball.x + reach, most)];
        const [y0, y1] = [cell(ball.y - reach, most), cell(ball.y + reach, most)];
        const [z0, z1] = [cell(ball.z - reach, most), cell(ball.z + reach, most)];
        for (let z = z0; z <= z1; z++) {
          for (let y = y0; y <= y1; y++) {
            for (let x = x0; x <= x1; x++) {
              const taken = cells.get(keyOf(x, y, z));
              if (taken?.some((other) => collides(ball, other, exempt))) return false;
            }
          }
        }
      }
      return true;
    },
    take(ball, neurite) {
      const { most, cells } = grids.find((grid) => ball.r <= grid.most) ?? grids[grids.length - 1];
      const key = keyOf(cell(ball.x, most), cell(ball.y, most), cell(ball.z, most));
      const list = cells.get(key);
      if (list) list.push({ ...ball, neurite });
      else cells.set(key, [{ ...ball, neurite }]);
    },
  };
}

export function areTooClose(a: Ball, b: Ball): boolean {
  const least = SHARE * (a.r + b.r) + GAP_NM;
  return squaredDistance(a, b) < least * least;
}

/** One number a cell; cells are at most 8192 an axis, and begin a few before 0. */
const keyOf = (x: number, y: number, z: number): number => x + 16 + 8192 * (y + 16 + 8192 * (z + 16));

function collides(a: Ball, b: Taken, exempt: Exempt | undefined): boolean {
  if (!areTooClose(a, b)) return false;
  if (exempt?.neurite !== b.neurite) return true;
  const near = 2.2 * exempt.around.r + 2 * a.r;
  return squaredDistance(b, exempt.around) > near * near;
}

function squaredDistance(a: Ball, b: Ball): number {
  const [x, y, z] = [a.x - b.x, a.y - b.y, a.z - b.z];
  return x * x + y * y + z * z;
}
