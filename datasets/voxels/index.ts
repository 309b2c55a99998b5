export { distanceTransform } from './distance-transform.ts';
