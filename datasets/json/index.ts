export { decodeJson, findDuplicateKey } from './decode.ts';
export { type JsonFields, jsonFields, parseIntegers, wrong } from './fields.ts';
