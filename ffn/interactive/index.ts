export { createObjectSegmenter, type ObjectUpdate } from '../inference/index.ts';
export { CLICK_DEFAULTS, type ClickOptions, clickSegmenter } from './click-segmenter.ts';
export { type ModelFile, type OpenedModel, openModel } from './open-model.ts';
