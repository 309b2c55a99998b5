/**
 * Text protobufs by reflection. protobufjs would compile a constructor for every message at run time; a message
 * here gets a plain class instead, so that this works where `new Function` is forbidden.
 */

import textformat from 'protobufjs/ext/textformat.js';
import protobuf from 'protobufjs/light.js';
import { InvalidDataError } from '../../../datasets/errors.ts';
import { ENUMS, MESSAGES, type MessageName, ONEOFS, RESERVED } from './messages.ts';

const PACKAGE = 'ffn';

let root: protobuf.Root | undefined;

/**
 * @returns the fields that the text sets, under the names of the .proto files. Own properties only: what the
 *   text does not set is not there.
 * @throws InvalidDataError for a syntax error, a value of the wrong type, or a field the message does not have,
 *   which it names.
 */
export function parseTextMessage(name: MessageName, text: string, subject: string): Record<string, unknown> {
  root ??= createRoot();
  try {
    return { ...textformat.fromText(root.lookupType(`${PACKAGE}.${name}`), text) };
  } catch (cause) {
    throw new InvalidDataError({
      subject,
      expected: `a text protobuf of ${PACKAGE}.${name}`,
      got: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

function createRoot(): protobuf.Root {
  const created = protobuf.Root.fromJSON({ nested: { [PACKAGE]: { nested: descriptors() } } });
  for (const name of Object.keys(MESSAGES)) {
    created.lookupType(`${PACKAGE}.${name}`).ctor = class extends protobuf.Message {};
  }
  return created;
}

function descriptors(): Record<string, protobuf.IType | protobuf.IEnum> {
  const types: Record<string, protobuf.IType | protobuf.IEnum> = {};
  for (const [name, values] of Object.entries(ENUMS)) types[name] = { values: { ...values } };
  for (const [name, fields] of Object.entries(MESSAGES)) {
    types[name] = {
      fields: Object.fromEntries(Object.entries(fields).map(([field, spec]) => [field, descriptor(spec)])),
      oneofs: Object.fromEntries(
        Object.entries(ONEOFS[name] ?? {}).map(([oneof, members]) => [oneof, { oneof: [...members] }]),
      ),
      reserved: (RESERVED[name] ?? []).map((r) => (typeof r === 'string' ? r : [...r])),
    };
  }
  return types;
}

/** @param spec e.g. `26 *MaskConfig`. */
function descriptor(spec: string): protobuf.IField {
  const [number, type] = spec.split(' ');
  const repeated = type.startsWith('*');
  return {
    id: Number(number),
    type: repeated ? type.slice(1) : type,
    rule: repeated ? 'repeated' : undefined,
  };
}

/**
 * Fields of the first public version that a text sets and that are read over, as the original does with reserved names.
 * What they did then is not done.
 */
export function reservedFields(text: string): string[] {
  const names = Object.values(RESERVED).flatMap((list) => list.filter((r) => typeof r === 'string'));
  const bare = text.replaceAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|#.*$/gm, '');
  return names.filter((name) => new RegExp(`\\b${name}\\b`).test(bare));
}
