/** Reader of ONNX models that are a ConvStack3D. Source: onnx/onnx.proto (field numbers). */
import protobuf from 'protobufjs/minimal.js';
import { CorruptDataError } from '../../datasets/errors.ts';

export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Undefined where the values are not float32. */
  readonly data: Float32Array | undefined;
}

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Attributes that are integers or lists of them. */
  readonly integers: Readonly<Record<string, readonly number[]>>;
}

export interface OnnxValue {
  readonly name: string;
  /** 0 for a free dimension. */
  readonly shape: readonly number[];
}

export interface OnnxModel {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly metadata: Readonly<Record<string, string>>;
}

type Reader = protobuf.Reader;
type Fields = Readonly<Record<number, (reader: Reader, wireType: number) => void>>;

const FLOAT = 1;
const PACKED = 2;

/** @throws CorruptDataError where the bytes are no ONNX model. */
export function decodeOnnx(bytes: Uint8Array, subject: string): OnnxModel {
  const model = { nodes: [], initializers: [], inputs: [], outputs: [], metadata: {} } as {
    nodes: OnnxNode[];
    initializers: OnnxTensor[];
    inputs: OnnxValue[];
    outputs: OnnxValue[];
    metadata: Record<string, string>;
  };
  try {
    readFields(new protobuf.Reader(bytes), {
      7: (r) =>
        readFields(part(r), {
          1: (g) => model.nodes.push(decodeNode(part(g))),
          5: (g) => model.initializers.push(decodeTensor(part(g))),
          11: (g) => model.inputs.push(decodeValue(part(g))),
          12: (g) => model.outputs.push(decodeValue(part(g))),
        }),
      14: (r) => {
        let [key, value] = ['', ''];
        readFields(part(r), { 1: (e) => (key = e.string()), 2: (e) => (value = e.string()) });
        model.metadata[key] = value;
      },
    });
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : 'other bytes';
    throw new CorruptDataError({ subject, expected: 'an ONNX model', got, cause });
  }
  if (model.nodes.length > 0) return model;
  throw new CorruptDataError({ subject, expected: 'an ONNX model with a graph', got: 'no nodes' });
}

function decodeNode(reader: Reader): OnnxNode {
  const node = { operator: '', inputs: [] as string[], outputs: [] as string[] };
  const integers: Record<string, readonly number[]> = {};
  readFields(reader, {
    1: (r) => node.inputs.push(r.string()),
    2: (r) => node.outputs.push(r.string()),
    4: (r) => (node.operator = r.string()),
    5: (r) => {
      let name = '';
      const values: number[] = [];
      readFields(part(r), {
        1: (a) => (name = a.string()),
        3: (a) => values.push(Number(a.int64())),
        8: (a, wireType) => readIntegers(a, wireType, values),
      });
      integers[name] = values;
    },
  });
  return { ...node, integers };
}

function decodeTensor(reader: Reader): OnnxTensor {
  const shape: number[] = [];
  const floats: number[] = [];
  let name = '';
  let type = 0;
  let raw: Uint8Array | undefined;
  readFields(reader, {
    1: (r, wireType) => readIntegers(r, wireType, shape),
    2: (r) => (type = r.int32()),
    4: (r, wireType) => {
      if (wireType !== PACKED) floats.push(r.float());
      else for (let p = part(r); p.pos < p.len; ) floats.push(p.float());
    },
    8: (r) => (name = r.string()),
    9: (r) => (raw = r.bytes()),
  });
  if (type !== FLOAT) return { name, shape, data: undefined };
  return {
    name,
    shape,
    data: raw ? new Float32Array(new Uint8Array(raw).buffer) : Float32Array.from(floats),
  };
}

function decodeValue(reader: Reader): OnnxValue {
  const shape: number[] = [];
  let name = '';
  const dimension = (r: Reader): void => {
    let size = 0;
    readFields(part(r), { 1: (d) => (size = Number(d.int64())) });
    shape.push(size);
  };
  readFields(reader, {
    1: (r) => (name = r.string()),
    2: (r) =>
      readFields(part(r), {
        1: (type) =>
          readFields(part(type), { 2: (tensorShape) => readFields(part(tensorShape), { 1: dimension }) }),
      }),
  });
  return { name, shape };
}

/** Repeated integers come packed or one by one. */
function readIntegers(reader: Reader, wireType: number, values: number[]): void {
  if (wireType !== PACKED) values.push(Number(reader.int64()));
  else for (let p = part(reader); p.pos < p.len; ) values.push(Number(p.int64()));
}

const part = (reader: Reader): Reader => new protobuf.Reader(reader.bytes());

function readFields(reader: Reader, fields: Fields): void {
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const read = fields[tag >>> 3];
    if (read) read(reader, tag & 7);
    else reader.skipType(tag & 7);
  }
}
