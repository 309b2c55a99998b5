/** Segmenting by click, beside the viewer: defines `<floodlight-segmenter>`. */

export type { ObjectDetail, ObjectsDetail } from './elements/index.ts';
export { FloodlightSegmenter } from './elements/segmenter/index.ts';
