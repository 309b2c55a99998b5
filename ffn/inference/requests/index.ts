export type { BoundingBox, InferenceOptions, InferenceRequest, Message } from './message-types.ts';
export type { MessageName } from './messages.ts';
export {
  parseBoundingBox,
  parseInferenceOptions,
  parseInferenceRequest,
  parseMessage,
  vectorXyz,
} from './request.ts';
export { hasField } from './resolve.ts';
export { reservedFields } from './text.ts';
export { decodeMessage, encodeMessage } from './wire.ts';
