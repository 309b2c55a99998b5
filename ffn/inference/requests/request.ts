import { InvalidDataError } from '../../../datasets/errors.ts';
import { type Box, boxOf, type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import type { BoundingBox, InferenceOptions, InferenceRequest, Message } from './message-types.ts';
import type { MessageName } from './messages.ts';
import { resolveMessage } from './resolve.ts';
import { parseTextMessage } from './text.ts';

/**
 * @param text a text protobuf of `ffn.InferenceRequest`, as published in `configs/*.pbtxt`.
 * @throws InvalidDataError, which names an unknown field.
 */
export const parseInferenceRequest = (text: string): InferenceRequest =>
  parseMessage('InferenceRequest', text, 'inference request');

/** @param text a text protobuf of `ffn.InferenceOptions`. */
export const parseInferenceOptions = (text: string): InferenceOptions =>
  parseMessage('InferenceOptions', text, 'inference options');

/**
 * @param text a text protobuf of `ffn.BoundingBox`, e.g. `start { x:0 y:0 z:0 } size { x:250 y:250 z:250 }`.
 * @returns voxels, x, y, z.
 * @throws InvalidDataError, also where a size is not positive.
 */
export function parseBoundingBox(text: string): Box {
  const { start, size }: BoundingBox = parseMessage('BoundingBox', text, 'bounding box');
  const extent = vectorXyz(size);
  if (extent.some((n) => n <= 0)) {
    throw new InvalidDataError({
      subject: 'bounding box',
      expected: 'a size of at least one voxel per axis',
      got: extent.join(' x '),
    });
  }
  return boxOf(vectorXyz(start), extent);
}

/** @returns zeros for a vector that is not set, as protobuf reads it. */
export const vectorXyz = (vector: Message<'Vector3j'> | undefined): Xyz =>
  xyz(vector?.x ?? 0, vector?.y ?? 0, vector?.z ?? 0);

/** @param subject what error messages call the text. */
export function parseMessage<N extends MessageName>(name: N, text: string, subject: string): Message<N> {
  return resolveMessage(name, parseTextMessage(name, text, subject)) as Message<N>;
}
