export { FloodlightSegmenter } from '../floodlight-segmenter.ts';
