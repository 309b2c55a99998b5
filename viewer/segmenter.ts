/** Segmenting by click, beside the viewer: defines `<floodlight-segmenter>`. */

export { FloodlightSegmenter } from './elements/floodlight-segmenter.ts';
export type { ObjectDetail, ObjectsDetail } from './elements/index.ts';
