import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { InvalidDataError, MissingError } from '../../datasets/errors.ts';
import type { Box } from '../../datasets/geometry/index.ts';
import {
  type InferenceRequest,
  parseBoundingBox,
  parseInferenceRequest,
  reservedFields,
} from '../../ffn/inference/index.ts';

/**
 * A text protobuf on the command line, or the path of a file that holds it: a path has no `{` and no `:`.
 * @param subject for messages.
 * @throws MissingError, InvalidDataError for a file that is not there, or is no text.
 */
export async function textOrFile(text: string, subject: string): Promise<string> {
  if (/[{:]/.test(text) && !existsSync(text)) return text;
  const expected = 'a text protobuf or the path of a file with one';
  const content = await readFile(text, 'utf8').catch((cause: unknown) => {
    throw new MissingError({ subject, expected, got: `${JSON.stringify(text)}, which does not open`, cause });
  });
  if (!content.includes('\0')) return content;
  throw new InvalidDataError({ subject, expected, got: `${text}, a file that is no text` });
}

/**
 * @param warn gets a line about fields that no longer mean anything.
 * @throws InvalidDataError naming an unknown field; those of `textOrFile`.
 */
export async function readRequest(
  textOrPath: string,
  warn?: (line: string) => void,
): Promise<InferenceRequest> {
  const text = await textOrFile(textOrPath, 'inference request');
  const request = parseInferenceRequest(text);
  for (const field of reservedFields(text))
    warn?.(`warning: inference request: ${field} is a field of FFN's first version, and is not carried out`);
  return request;
}

/** @throws InvalidDataError where it is no box of positive size. */
export async function readBoundingBox(textOrPath: string): Promise<Box> {
  return parseBoundingBox(await textOrFile(textOrPath, 'bounding box'));
}
