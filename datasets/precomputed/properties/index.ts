export { decodeSegmentNames } from './decode-segment-names.ts';
