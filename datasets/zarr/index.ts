export type { ZarrVersion } from './node.ts';
export { openZarr } from './open-zarr.ts';
