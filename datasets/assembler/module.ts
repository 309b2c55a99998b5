import { type Code, TYPES, unsigned } from './instructions.ts';

/** A function. All parameters are i32. */
export interface KernelCode {
  readonly name: string;
  readonly params: number;
  /** Types of the locals after the parameters, in order. */
  readonly locals: readonly number[];
  /** What it does; where it has a result, it ends by `giveBack`. */
  readonly body: Code;
  /** Whether it has a result, an i32. */
  readonly result?: boolean;
}

/** A module that exports its functions and one memory of a page (64 KiB), as `memory`. */
export function assembleModule(kernels: readonly KernelCode[]): Uint8Array<ArrayBuffer> {
  const types = kernels.map(({ params, result = false }) => [
    0x60,
    ...list(Array(params).fill([TYPES.i32])),
    ...list(result ? [[TYPES.i32]] : []),
  ]);
  const exports = kernels.map(({ name }, i) => [...text(name), 0, ...unsigned(i)]);
  const bodies = kernels.map(({ locals, body }) => {
    const code = [...list(locals.map((type) => [1, type])), ...body, 0x0b];
    return [...unsigned(code.length), ...code];
  });
  const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  return Uint8Array.from([
    ...header,
    ...section(1, list(types)),
    ...section(3, list(kernels.map((_, i) => unsigned(i)))),
    ...section(5, list([[0, 1]])),
    ...section(7, list([...exports, [...text('memory'), 2, 0]])),
    ...section(10, list(bodies)),
  ]);
}

const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
const text = (name: string): Code => list([...new TextEncoder().encode(name)].map((byte) => [byte]));
