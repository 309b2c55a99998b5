export { cropVolume } from './crop.ts';
export { type Placement, placeVolume } from './place.ts';
