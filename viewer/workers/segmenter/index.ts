export { CLICKED_SCHEME } from './clicked-source.ts';
export { type JoinedClient, joinClient, type SegmenterClient } from './client.ts';
export type {
  Click,
  ClickedObject,
  DeviceName,
  ExportFormat,
  GrowProgress,
  GrowResult,
  GrowSettings,
  ModelInfo,
  OpenedVolume,
  SegmenterEvent,
  VolumePlace,
} from './protocol.ts';
export { readImageBox } from './read-image-box.ts';
export { segmenterWorkerUrl } from './worker-url.ts';
