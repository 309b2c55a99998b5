export { compareNatural, findGaps } from './natural-order.ts';
