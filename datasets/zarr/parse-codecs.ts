import { assertByteCodec } from '../codecs/bytes/index.ts';
import { UnsupportedError } from '../errors.ts';
import { wrong } from '../json/index.ts';
import { bytesPerFileSample, type FileType } from '../raw-file/index.ts';
import type { ByteStage, ChunkCodecs, Sharding } from './description.ts';
import { named, objectOf, unsupported } from './extension.ts';
import { parseShape } from './shape.ts';

interface CodecContext {
  readonly fileType: FileType;
  readonly subject: string;
  /** Whether these are the codecs of a shard's chunks. */
  readonly isInner?: boolean;
}

/**
 * Reads a list of codecs: any transposes, then `bytes` or `sharding_indexed`, then any compressions.
 * @param chunkShape of what they encode.
 * @throws InvalidDataError for another order or configuration; UnsupportedError for codecs that are not read here.
 */
export function parseCodecs(
  json: unknown,
  chunkShape: readonly number[],
  context: CodecContext,
): ChunkCodecs {
  const { fileType, subject } = context;
  if (!Array.isArray(json)) throw wrong(subject, 'a list of codecs', json);
  const codecs = json.map((codec, i) => named(codec, `${subject}[${i}]`));
  let order = chunkShape.map((_, i) => i);
  let at = 0;
  for (; codecs[at]?.name === 'transpose'; at++)
    order = transposed(order, codecs[at].configuration['order'], `${subject}[${at}]: order`);
  const middle = codecs[at];
  const bytes = codecs.slice(at + 1).map(({ name, configuration }, i) => {
    assertByteCodec(name, `${subject}[${at + 1 + i}]`);
    return { name, label: labelOf(name, configuration) };
  });
  if (middle?.name === 'sharding_indexed') {
    assertPlainShards(context, bytes);
    const stored = order.map((d) => chunkShape[d]);
    const sharding = parseSharding(middle.configuration, stored, {
      ...context,
      subject: `${subject}[${at}]`,
    });
    return { order, isBigEndian: false, bytes, sharding };
  }
  if (middle?.name === 'bytes')
    return { order, isBigEndian: isBigEndian(middle.configuration, fileType, `${subject}[${at}]`), bytes };
  throw unsupported(`${subject}[${at}]`, ['transpose', 'bytes', 'sharding_indexed'], middle?.name);
}

const labelOf = (name: string, { cname }: Readonly<Record<string, unknown>>): string =>
  name === 'blosc' ? `blosc (${cname})` : name;

/** `order[i]` is the dimension, before, of dimension i after. */
function transposed(before: readonly number[], json: unknown, subject: string): number[] {
  if (json === 'C') return [...before];
  if (json === 'F') return [...before].reverse();
  const isPermutation =
    Array.isArray(json) && json.length === before.length && before.every((_, i) => json.includes(i));
  if (!isPermutation) throw wrong(subject, `a permutation of ${before.length} dimensions`, json);
  return json.map((i: number) => before[i]);
}

function isBigEndian(
  { endian }: Readonly<Record<string, unknown>>,
  type: FileType,
  subject: string,
): boolean {
  if (endian === 'big' || endian === 'little') return endian === 'big';
  if (endian === undefined && bytesPerFileSample(type) === 1) return false;
  throw wrong(`${subject}: endian`, '"little" or "big"', endian);
}

function assertPlainShards({ isInner, subject }: CodecContext, after: readonly ByteStage[]): void {
  if (!isInner && after.length === 0) return;
  const got = isInner ? 'shards in shards' : `shards that are compressed as a whole (${after[0].name})`;
  const cure = 'Rewrite the array with compressed chunks inside plain shards';
  throw new UnsupportedError({ subject, expected: 'plain shards of chunks', got, cure });
}

function parseSharding(
  configuration: Readonly<Record<string, unknown>>,
  shardShape: readonly number[],
  context: CodecContext,
): Sharding {
  const { subject, fileType } = context;
  const path = `${subject}: chunk_shape`;
  const chunkShape = parseShape(configuration['chunk_shape'], 1, path, shardShape.length);
  if (!shardShape.every((n, i) => n % chunkShape[i] === 0))
    throw wrong(path, `divisors of the shard's ${shardShape.join(', ')}`, chunkShape);
  const location = configuration['index_location'] ?? 'end';
  if (location !== 'end' && location !== 'start')
    throw wrong(`${subject}: index_location`, '"start" or "end"', location);
  const [first, second, ...more] = listOf(configuration['index_codecs'], `${subject}: index_codecs`);
  if (first?.name !== 'bytes' || more.length > 0 || (second && second.name !== 'crc32c')) {
    const got = JSON.stringify(configuration['index_codecs']);
    throw unsupported(`${subject}: index_codecs`, ['bytes', 'bytes and crc32c'], got);
  }
  return {
    chunkShape,
    codecs: parseCodecs(configuration['codecs'], chunkShape, {
      fileType,
      subject: `${subject}: codecs`,
      isInner: true,
    }),
    indexIsBigEndian: isBigEndian(first.configuration, 'uint64', `${subject}: index_codecs`),
    indexHasChecksum: second !== undefined,
    indexAtStart: location === 'start',
  };
}

function listOf(json: unknown, subject: string) {
  if (!Array.isArray(json)) throw wrong(subject, 'a list of codecs', json);
  return json
    .map((codec) => named(codec, subject))
    .map(({ name, configuration }) => {
      return { name, configuration: objectOf(configuration) };
    });
}
