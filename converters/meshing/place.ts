/** Place of a cell in its block, x + 2^10 * y + 2^20 * z: it is ascending in z, y, x, and needs no division. */
export const PLACE_BITS = 10;
/** Cells an axis that fit. */
export const PLACE_ROW = 2 ** PLACE_BITS;

export const xOf = (place: number): number => place & (PLACE_ROW - 1);
export const yOf = (place: number): number => (place >>> PLACE_BITS) & (PLACE_ROW - 1);
export const zOf = (place: number): number => place >>> (2 * PLACE_BITS);
