export type { BoundingBox, InferenceOptions, InferenceRequest, Message } from './message-types.ts';
export type { MessageName } from './messages.ts';
export {
  hasField,
  parseBoundingBox,
  parseInferenceOptions,
  parseInferenceRequest,
  parseMessage,
  vectorXyz,
} from './request.ts';
