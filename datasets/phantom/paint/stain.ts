/**
 * Share of an interval of half width `softness` around a point that lies in a sheet: what a detector of that resolution
 * sees of a sheet thinner than itself, without steps.
 * @param distance of the point from the middle of the sheet. @param half half the sheet's thickness.
 */
export function sheet(distance: number, half: number, softness: number): number {
  const from = Math.max(distance - softness, -half);
  const to = Math.min(distance + softness, half);
  return to > from ? (to - from) / (2 * softness) : 0;
}

/** The same for all that lies inside of a surface. @param distance to the surface, negative inside. */
export function inside(distance: number, softness: number): number {
  const share = (softness - distance) / (2 * softness);
  return Math.min(Math.max(share, 0), 1);
}

/** Distance to the nearest multiple of `period`. */
export function toNearest(value: number, period: number): number {
  const turns = value / period;
  return Math.abs(turns - Math.floor(turns + 0.5)) * period;
}
