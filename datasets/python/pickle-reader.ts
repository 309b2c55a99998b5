/**
 * Reads pickles by a whitelist. A pickle is a program for a small stack machine that may name any function of Python's
 * and have it called; here names mean what this room knows of them, calls build plain data, and nothing is executed.
 * Protocols 2 to 5, as far as data need them. Source: Python's pickletools.
 */
import { CorruptDataError, UnsupportedError } from '../errors.ts';
import { callName, type Fail, isKnown, setState } from './globals.ts';
import { integerFrom, latin1, narrow, PickleBytes } from './pickle-bytes.ts';
import { PythonName, type PythonValue } from './values.ts';

export interface PickleOptions {
  /** What error messages call the pickle. */
  readonly subject?: string;
  /** Classes that are read as `PythonObject`s, beside NumPy's arrays and numbers. */
  readonly isClass?: (module: string, name: string) => boolean;
}

/** On the stack besides values: where a group of them begins. */
const MARK = Symbol('mark');
type StackItem = PythonValue | typeof MARK;

/** An int longer than this is none that anybody counts with. */
const MAX_INT_BYTES = 1024;

/**
 * @throws UnsupportedError for a name off the whitelist, which it gives, or an instruction that data do not need;
 *   CorruptDataError for one that does not fit the stack, or bytes that end early.
 */
export function parsePickle(bytes: Uint8Array, options: PickleOptions = {}): PythonValue {
  const machine = new Machine(bytes, options);
  try {
    return machine.run();
  } catch (cause) {
    // JavaScript's own limits, such as a string or a Map too long.
    if (!(cause instanceof RangeError)) throw cause;
    throw machine.corrupt('data of a sensible size', cause.message);
  }
}

class Machine {
  private readonly input: PickleBytes;
  private readonly isClass: (module: string, name: string) => boolean;
  private readonly stack: StackItem[] = [];
  private readonly fail: Fail = (expected, got) => this.corrupt(expected, got);
  private readonly memo = new Map<number, StackItem>();

  constructor(bytes: Uint8Array, { subject = 'pickle', isClass = () => false }: PickleOptions) {
    this.input = new PickleBytes(bytes, subject);
    this.isClass = isClass;
  }

  run(): PythonValue {
    for (;;) {
      const opcode = this.input.uint8();
      // STOP
      if (opcode === 0x2e) return this.popValue();
      const instruction = INSTRUCTIONS[opcode];
      if (!instruction) {
        const name =
          opcode >= 0x20 && opcode < 0x7f ? `"${String.fromCharCode(opcode)}"` : `0x${opcode.toString(16)}`;
        throw new UnsupportedError({
          subject: this.input.subject,
          expected: 'instructions that build data',
          got: `${name} at byte ${this.input.offset - 1}`,
        });
      }
      instruction(this, this.input);
    }
  }

  corrupt(expected: string, got: string): CorruptDataError {
    return new CorruptDataError({
      subject: this.input.subject,
      expected: `${expected} before byte ${this.input.offset}`,
      got,
    });
  }

  push(item: StackItem): void {
    this.stack.push(item);
  }

  pop(): StackItem {
    const item = this.stack.pop();
    if (item === undefined) throw this.corrupt('a value on the stack', 'none');
    return item;
  }

  popValue(): PythonValue {
    const item = this.pop();
    if (item === MARK) throw this.corrupt('a value', 'a mark');
    return item;
  }

  popArray(): PythonValue[] {
    const value = this.popValue();
    if (Array.isArray(value)) return value;
    throw this.corrupt('a list or a tuple', typeof value);
  }

  popDict(): Map<PythonValue, PythonValue> {
    const value = this.popValue();
    if (value instanceof Map) return value;
    throw this.corrupt('a dict', typeof value);
  }

  /** Everything above the last mark, which goes, too. */
  popGroup(): PythonValue[] {
    const begin = this.stack.lastIndexOf(MARK);
    if (begin < 0) throw this.corrupt('a mark', 'none');
    return this.stack.splice(begin).filter((item) => item !== MARK);
  }

  top(): StackItem {
    const item = this.pop();
    this.push(item);
    return item;
  }

  remember(index: number): void {
    this.memo.set(index, this.top());
  }

  rememberNext(): void {
    this.remember(this.memo.size);
  }

  recall(index: number): void {
    const item = this.memo.get(index);
    if (item === undefined) throw this.corrupt('a value that was remembered', `number ${index}`);
    this.push(item);
  }

  lookUp(module: string, name: string): void {
    const found = new PythonName(module, name);
    if (!isKnown(found) && !this.isClass(module, name)) {
      throw new UnsupportedError({
        subject: this.input.subject,
        expected: 'NumPy arrays, numbers, texts and containers',
        got: `${JSON.stringify(found.text)}, which is not on the whitelist`,
        cure: 'Nothing was run. Open such a file only in Python, and only if you trust it',
      });
    }
    this.push(found);
  }

  /** A call or `__new__` of what is on the whitelist. */
  call(): void {
    const args = this.popArray();
    const callee = this.popValue();
    if (!(callee instanceof PythonName)) throw this.corrupt('a name to call', 'a value');
    this.push(callName(callee, args, this.fail));
  }

  build(): void {
    const state = this.popArray();
    const target = this.popValue();
    setState(target, state, this.fail);
    this.push(target);
  }

  text(bytes: Uint8Array): string {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (cause) {
      throw this.corrupt('UTF-8', cause instanceof Error ? cause.message : 'other bytes');
    }
  }

  long(length: number): number | bigint {
    if (length > MAX_INT_BYTES) throw this.corrupt(`an int of at most ${MAX_INT_BYTES} bytes`, `${length}`);
    return integerFrom(this.input.take(length));
  }

  /** The ints of protocol 0: decimal; `00` and `01` were booleans. */
  decimal(line: string): number | bigint | boolean {
    if (line === '00' || line === '01') return line === '01';
    if (/^-?\d{1,2000}L?$/.test(line)) return narrow(BigInt(line.replace(/L$/, '')));
    throw this.corrupt('a decimal int', line.slice(0, 40));
  }
}

type Instruction = (machine: Machine, input: PickleBytes) => void;

function addAll(machine: Machine, items: readonly PythonValue[]): void {
  const list = machine.popArray();
  for (const item of items) list.push(item);
  machine.push(list);
}

function setAll(machine: Machine, pairs: readonly PythonValue[]): void {
  if (pairs.length % 2 !== 0) throw machine.corrupt('pairs of key and value', `${pairs.length} values`);
  const dict = machine.popDict();
  for (let i = 0; i < pairs.length; i += 2) dict.set(pairs[i], pairs[i + 1]);
  machine.push(dict);
}

function tuple(machine: Machine, length: number): void {
  const items: PythonValue[] = [];
  for (let i = 0; i < length; i++) items.unshift(machine.popValue());
  machine.push(items);
}

const INSTRUCTIONS: Readonly<Record<number, Instruction>> = {
  // PROTO, FRAME: nothing to do.
  128: (_, input) => void input.take(1),
  149: (_, input) => void input.take(8),
  // MARK, POP, POP_MARK, DUP
  40: (machine) => machine.push(MARK),
  48: (machine) => void machine.pop(),
  49: (machine) => void machine.popGroup(),
  50: (machine) => machine.push(machine.top()),
  // NONE, NEWTRUE, NEWFALSE
  78: (machine) => machine.push(null),
  136: (machine) => machine.push(true),
  137: (machine) => machine.push(false),
  // INT, LONG, BININT, BININT1, BININT2, LONG1, LONG4
  73: (machine, input) => machine.push(machine.decimal(input.line())),
  76: (machine, input) => machine.push(machine.decimal(input.line())),
  74: (machine, input) => machine.push(input.int32()),
  75: (machine, input) => machine.push(input.uint8()),
  77: (machine, input) => machine.push(input.uint16()),
  138: (machine, input) => machine.push(machine.long(input.uint8())),
  139: (machine, input) => machine.push(machine.long(input.uint32())),
  // BINFLOAT
  71: (machine, input) => machine.push(input.float64()),
  // BINSTRING, SHORT_BINSTRING
  84: (machine, input) => machine.push(latin1(input.take(input.uint32()))),
  85: (machine, input) => machine.push(latin1(input.take(input.uint8()))),
  // BINUNICODE, SHORT_BINUNICODE, BINUNICODE8
  88: (machine, input) => machine.push(machine.text(input.take(input.uint32()))),
  140: (machine, input) => machine.push(machine.text(input.take(input.uint8()))),
  141: (machine, input) => machine.push(machine.text(input.take(input.length64()))),
  // BINBYTES, SHORT_BINBYTES, BINBYTES8, BYTEARRAY8
  66: (machine, input) => machine.push(input.take(input.uint32())),
  67: (machine, input) => machine.push(input.take(input.uint8())),
  142: (machine, input) => machine.push(input.take(input.length64())),
  150: (machine, input) => machine.push(input.take(input.length64())),
  // EMPTY_TUPLE, TUPLE, TUPLE1, TUPLE2, TUPLE3
  41: (machine) => machine.push([]),
  116: (machine) => machine.push(machine.popGroup()),
  133: (machine) => tuple(machine, 1),
  134: (machine) => tuple(machine, 2),
  135: (machine) => tuple(machine, 3),
  // EMPTY_LIST, LIST, APPEND, APPENDS
  93: (machine) => machine.push([]),
  108: (machine) => machine.push(machine.popGroup()),
  97: (machine) => addAll(machine, [machine.popValue()]),
  101: (machine) => addAll(machine, machine.popGroup()),
  // EMPTY_DICT, SETITEM, SETITEMS
  125: (machine) => machine.push(new Map()),
  115: (machine) => {
    const value = machine.popValue();
    setAll(machine, [machine.popValue(), value]);
  },
  117: (machine) => setAll(machine, machine.popGroup()),
  // BINPUT, LONG_BINPUT, MEMOIZE, BINGET, LONG_BINGET
  113: (machine, input) => machine.remember(input.uint8()),
  114: (machine, input) => machine.remember(input.uint32()),
  148: (machine) => machine.rememberNext(),
  104: (machine, input) => machine.recall(input.uint8()),
  106: (machine, input) => machine.recall(input.uint32()),
  // GLOBAL, STACK_GLOBAL
  99: (machine, input) => machine.lookUp(input.line(), input.line()),
  147: (machine) => {
    const [name, module] = [machine.popValue(), machine.popValue()];
    if (typeof name !== 'string' || typeof module !== 'string')
      throw machine.corrupt('a name', 'another value');
    machine.lookUp(module, name);
  },
  // REDUCE, NEWOBJ, BUILD
  82: (machine) => machine.call(),
  129: (machine) => machine.call(),
  98: (machine) => machine.build(),
};
