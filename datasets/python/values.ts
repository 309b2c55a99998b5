/** Python's values as they come out of a pickle. */
import type { NpyArray } from '../npy/index.ts';

/**
 * None is null; an int is a number where it is exact as one, else a bigint; a list and a tuple are arrays; a dict is a
 * Map. What Python 2 called a string is text of one character a byte.
 */
export type PythonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly PythonValue[]
  | PythonDict
  | PythonName
  | PythonObject
  | PythonArray;

export type PythonDict = ReadonlyMap<PythonValue, PythonValue>;

/** A class or function itself, which nothing here can call. */
export class PythonName {
  readonly module: string;
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }

  get text(): string {
    return `${this.module}.${this.name}`;
  }
}

/** An instance of a class on the whitelist: what its constructor was given. */
export class PythonObject {
  readonly type: PythonName;
  readonly args: readonly PythonValue[];

  constructor(type: PythonName, args: readonly PythonValue[]) {
    this.type = type;
    this.args = args;
  }
}

/** A NumPy array, complete once a pickle is read: of numbers, or of objects. */
export class PythonArray {
  /** Where it holds numbers. */
  numbers: NpyArray | undefined;
  /** Where it holds objects, C order; one for the shape (). */
  objects: readonly PythonValue[] | undefined;
  shape: readonly number[] = [0];
}
