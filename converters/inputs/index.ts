export { expandGlob } from './expand-glob.ts';
export { isFfnFolder } from './ffn-folder-input.ts';
export { type LabelInputOptions, openLabels } from './label-input.ts';
export { INPUT_KINDS, type OpenedInput, type OpenInputOptions, openInput } from './open-input.ts';
export {
  type ColumnType,
  type PropertyColumn,
  type PropertyTable,
  parsePropertyTable,
  readPropertyTable,
} from './read-properties.ts';
export { readBoundingBox, readRequest, textOrFile } from './read-request.ts';
export { readLabelTable, tableOf } from './read-table.ts';
export { createRequestSources, inputOf } from './request-sources.ts';
export { type FoundSource, findSource } from './source-input.ts';
