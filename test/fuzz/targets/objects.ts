import { createProblemLog } from '../../../converters/jobs/verify-problems.ts';
import { checkSegmentProperties } from '../../../converters/jobs/verify-segment-properties.ts';
import { verifyShards } from '../../../converters/jobs/verify-shards.ts';
import { parseManifest } from '../../../datasets/catalog/index.ts';
import { decodeJson } from '../../../datasets/json/index.ts';
import { decodeMultiresManifest, parseMultiresMeshInfo } from '../../../datasets/precomputed/meshes/index.ts';
import { parseSharding } from '../../../datasets/precomputed/sharding/index.ts';
import { decodeSkeleton, parseSkeletonInfo } from '../../../datasets/precomputed/skeletons/index.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { WORKED_SHARD, WORKED_SHARDING } from '../../datasets/precomputed/sharding/worked-shard.ts';
import { workedManifest } from '../../datasets/precomputed/worked-manifest.ts';
import { text } from '../../datasets/support/blocks.ts';
import type { FuzzTarget } from '../target.ts';

const TRANSFORM = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
const MULTIRES = {
  '@type': 'neuroglancer_multilod_draco',
  vertex_quantization_bits: 16,
  lod_scale_multiplier: 1.5,
  transform: TRANSFORM,
  sharding: WORKED_SHARDING,
};
const SKELETONS = {
  '@type': 'neuroglancer_skeletons',
  transform: TRANSFORM,
  vertex_attributes: [{ id: 'radius', data_type: 'float32', num_components: 1 }],
};
const PROPERTIES = {
  '@type': 'neuroglancer_segment_properties',
  inline: {
    ids: ['3', '20'],
    properties: [
      { id: 'l', type: 'label', values: ['a', ''] },
      { id: 't', type: 'tags', tags: ['x', 'y'], values: [[0, 1], []] },
      { id: 'n', type: 'number', data_type: 'int8', values: [-128, 127] },
    ],
  },
};
const MANIFEST = {
  name: 'n',
  title: 't',
  homepage: 'https://host',
  licence: { name: 'CC0-1.0', url: 'https://host/l', notice: 'none' },
  citations: ['c'],
  parts: [
    { name: 'm', kind: 'mesh', description: 'd', url: 'gs://b/mesh', ids: ['{1..3}'] },
    { name: 'v', kind: 'volume', description: 'd', type: 'image', url: 'gs://b/v', resolution: [4, 4, 40] },
    {
      ...{ name: 'f', kind: 'files', description: 'd' },
      files: [{ url: 'https://h/{08..10}', path: 'x/{08..10}' }],
      sha256: { 'x/09': 'a'.repeat(64) },
    },
  ],
};

/** Two vertices, one edge, a radius each. */
function skeleton(): Uint8Array {
  const words = Uint32Array.of(2, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0);
  return new Uint8Array(words.buffer);
}

const jsonTarget = (name: string, json: object, read: (json: unknown) => unknown): FuzzTarget => ({
  name,
  share: 8,
  seeds: [text(JSON.stringify(json))],
  isText: true,
  decode: (bytes) => read(decodeJson(bytes, 'fuzz')),
});

/** What a log keeps is a refusal as well; what reaches the caller is a fault of the data's reader. */
async function refusing(
  check: (log: ReturnType<typeof createProblemLog>) => Promise<unknown>,
): Promise<void> {
  const log = createProblemLog();
  await check(log);
  decodeJson(text(log.count > 0 ? '<' : '{}'), 'fuzz');
}

/** Meshes of several resolutions, skeletons, properties, shards as a whole, manifests of the catalogue. */
export function objectTargets(): FuzzTarget[] {
  const spec = parseSharding(WORKED_SHARDING, 'fuzz');
  const attributes = parseSkeletonInfo(SKELETONS, 'fuzz').attributes;
  return [
    {
      name: 'multires manifest',
      share: 4,
      seeds: [workedManifest()],
      decode: (b) => decodeMultiresManifest(b, 'fuzz'),
    },
    {
      name: 'skeleton',
      share: 8,
      seeds: [skeleton()],
      decode: (bytes) => decodeSkeleton(bytes, attributes, 'fuzz'),
    },
    jsonTarget('multires info', MULTIRES, (json) => parseMultiresMeshInfo(json, 'fuzz')),
    jsonTarget('skeleton info', SKELETONS, (json) => parseSkeletonInfo(json, 'fuzz')),
    jsonTarget('catalogue manifest', MANIFEST, (json) => parseManifest(json, 'fuzz')),
    {
      name: 'segment properties',
      share: 8,
      seeds: [text(JSON.stringify(PROPERTIES))],
      isText: true,
      decode: (bytes) =>
        refusing((log) => checkSegmentProperties(createMemoryStore('fuzz', [['p/info', bytes]]), 'p', log)),
    },
    {
      name: 'shard, verified',
      share: 4,
      seeds: [WORKED_SHARD],
      decode: (bytes) => {
        const store = createMemoryStore('fuzz', [['s/0.shard', bytes]]);
        return refusing((log) => verifyShards({ store, folder: 's', spec, log, kind: 'shard' }, [0n]));
      },
    },
  ];
}
