/** TypeScript's view of `MESSAGES`: names in lower camel case, defaults resolved. */
import type { ENUMS, MESSAGES, MessageName } from './messages.ts';

type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;

/** int64 holds coordinates and counts, which are safe integers; uint64 holds segment ids, which need not be. */
interface Scalars {
  readonly double: number;
  readonly float: number;
  readonly int32: number;
  readonly int64: number;
  readonly uint64: bigint;
  readonly bool: boolean;
  readonly string: string;
}

type ElementOf<T extends string> = T extends keyof Scalars
  ? Scalars[T]
  : T extends MessageName
    ? Message<T>
    : T extends keyof typeof ENUMS
      ? number
      : never;

type ValueOf<Spec> = Spec extends `${number} *${infer T}`
  ? readonly ElementOf<T>[]
  : Spec extends `${number} ${infer T}`
    ? T extends MessageName
      ? Message<T> | undefined
      : ElementOf<T>
    : never;

/** A parsed message: scalars with their defaults, repeated fields as arrays, messages that are not set undefined. */
export type Message<N extends MessageName> = {
  readonly [F in keyof (typeof MESSAGES)[N] & string as CamelCase<F>]: ValueOf<(typeof MESSAGES)[N][F]>;
};

export type InferenceRequest = Message<'InferenceRequest'>;
export type InferenceOptions = Message<'InferenceOptions'>;
export type BoundingBox = Message<'BoundingBox'>;
