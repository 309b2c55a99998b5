import { type Codec, recordOf, warn, withFallback } from './codec.ts';
import { getOwn, isObject, type Json, type JsonObject, without } from './json.ts';

/** A tool: `{type: 'shaderControl', options: {control: 'gain'}}`, or the key of a layer control such as `opacity`. */
export interface ToolState {
  readonly type: string;
  /** Everything the tool has besides its type. */
  readonly options?: JsonObject;
}

/** Written as its bare name where it has nothing else. */
export const tool: Codec<ToolState> = {
  read(json, at) {
    if (typeof json === 'string') return { type: json };
    const type = isObject(json) ? getOwn(json, 'type') : undefined;
    if (!isObject(json) || typeof type !== 'string')
      return warn(at, 'the name of a tool, or an object with its type', json);
    const options = without(json, ['type']);
    return Object.keys(options).length === 0 ? { type } : { type, options };
  },
  write: ({ type, options }): Json => (options ? { type, ...options } : type),
};

/** Letter A to Z -> tool. */
export const toolBindings: Codec<Readonly<Record<string, ToolState>>> = withFallback(
  recordOf(tool, /^[A-Z]$/, 'a letter A to Z'),
  {},
);
