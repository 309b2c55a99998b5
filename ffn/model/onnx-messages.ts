/** The messages of onnx.proto that our models are made of. Tags are `field << 3 | wire type`. */
import protobuf from 'protobufjs/minimal.js';
import type { WeightTensor } from './weights.ts';

const FLOAT = 1;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;

/** ONNX release 1.12 of 2022: old enough for every runtime in use. */
const IR_VERSION = 8;
const OPSET_VERSION = 17;

/** ModelProto of a GraphProto, with texts that travel with it. */
export function modelProto(graph: Uint8Array, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  return message((w) => {
    w.uint32(0x08).int64(IR_VERSION); // ir_version = 1
    w.uint32(0x12).string('floodlight'); // producer_name = 2
    w.uint32(0x3a).bytes(graph); // graph = 7
    w.uint32(0x42).bytes(message((o) => o.uint32(0x10).int64(OPSET_VERSION))); // opset_import = 8 {version = 2}
    for (const [key, value] of Object.entries(metadata)) {
      w.uint32(0x72).bytes(message((p) => p.uint32(0x0a).string(key).uint32(0x12).string(value))); // metadata_props = 14
    }
  });
}

/** Writes one message. */
export function message(write: (writer: protobuf.Writer) => unknown): Uint8Array {
  const writer = new protobuf.Writer();
  write(writer);
  return writer.finish();
}

/** NodeProto: `output = operator(inputs)`. The node is named by its output. */
export function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Uint8Array[] = [],
): Uint8Array {
  return message((w) => {
    for (const input of inputs) w.uint32(0x0a).string(input); // input = 1
    w.uint32(0x12).string(output); // output = 2
    w.uint32(0x1a).string(output); // name = 3
    w.uint32(0x22).string(operator); // op_type = 4
    for (const attribute of attributes) w.uint32(0x2a).bytes(attribute); // attribute = 5
  });
}

/** AttributeProto of one integer or a list of them. */
export function attributeInts(name: string, value: number | readonly number[]): Uint8Array {
  return message((w) => {
    w.uint32(0x0a).string(name); // name = 1
    if (typeof value === 'number')
      w.uint32(0x18).int64(value); // i = 3
    else for (const v of value) w.uint32(0x40).int64(v); // ints = 8
    w.uint32(0xa0).int32(typeof value === 'number' ? ATTRIBUTE_INT : ATTRIBUTE_INTS); // type = 20
  });
}

/** TensorProto with raw little-endian data. */
export function tensor(name: string, { shape, data }: WeightTensor): Uint8Array {
  return message((w) => {
    for (const size of shape) w.uint32(0x08).int64(size); // dims = 1
    w.uint32(0x10).int32(FLOAT); // data_type = 2
    w.uint32(0x42).string(name); // name = 8
    w.uint32(0x4a).bytes(littleEndian(data)); // raw_data = 9
  });
}

/** ValueInfoProto of a float32 tensor; a string names a free dimension. */
export function valueInfo(name: string, shape: readonly (string | number)[]): Uint8Array {
  const dimensions = message((w) => {
    for (const size of shape) w.uint32(0x0a).bytes(dimension(size)); // dim = 1
  });
  const tensorType = message((w) => w.uint32(0x08).int32(FLOAT).uint32(0x12).bytes(dimensions)); // elem_type, shape
  const type = message((w) => w.uint32(0x0a).bytes(tensorType)); // tensor_type = 1
  return message((w) => w.uint32(0x0a).string(name).uint32(0x12).bytes(type)); // name = 1, type = 2
}

const dimension = (size: string | number): Uint8Array =>
  message((w) => (typeof size === 'number' ? w.uint32(0x08).int64(size) : w.uint32(0x12).string(size)));

/** Every machine that runs this is little-endian; WebGPU and typed arrays assume it too. */
function littleEndian(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
