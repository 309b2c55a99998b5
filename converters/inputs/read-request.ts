import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Box } from '../../datasets/geometry/index.ts';
import { type InferenceRequest, parseBoundingBox, parseInferenceRequest } from '../../ffn/inference/index.ts';

/** A text protobuf on the command line, or the path of a file that holds it: a path has no `{` and no `:`. */
async function textOrFile(text: string): Promise<string> {
  return !/[{:]/.test(text) || existsSync(text) ? readFile(text, 'utf8') : text;
}

/** @throws InvalidDataError naming an unknown field; ENOENT for a path that is not there. */
export async function readRequest(textOrPath: string): Promise<InferenceRequest> {
  return parseInferenceRequest(await textOrFile(textOrPath));
}

/** @throws InvalidDataError where it is no box of positive size. */
export async function readBoundingBox(textOrPath: string): Promise<Box> {
  return parseBoundingBox(await textOrFile(textOrPath));
}
