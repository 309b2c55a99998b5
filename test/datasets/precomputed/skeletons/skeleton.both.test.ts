import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decodeSkeleton,
  encodeSkeleton,
  encodeSkeletonInfo,
  parseSkeletonInfo,
} from '../../../../datasets/precomputed/skeletons/index.ts';

const RADIUS = { id: 'radius', dataType: 'float32', numComponents: 1 } as const;

/** Counts, six floats, one edge, two radii; from the table of formats.md 3.3. */
function worked(): Uint8Array<ArrayBuffer> {
  const hex =
    '02000000 01000000 0000803f 00000040 00004040 00008040 0000a040 0000c040 00000000 01000000 0000003f 0000803e';
  return Uint8Array.from(hex.replaceAll(' ', '').match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

test('formats.md 3.3 worked skeleton: two vertices, one edge, radius, 48 bytes', () => {
  const bytes = worked();
  assert.equal(bytes.length, 48);
  const { positions, edges, attributes } = decodeSkeleton(bytes, [RADIUS]);
  assert.deepEqual([...positions], [1, 2, 3, 4, 5, 6]);
  assert.deepEqual([...edges], [0, 1]);
  assert.deepEqual([...attributes[0]!], [0.5, 0.25]);
});

test('no vertices are 8 bytes; odd attributes and unaligned bytes are read', () => {
  assert.equal(decodeSkeleton(new Uint8Array(8), [RADIUS]).positions.length, 0);
  // One vertex, a uint8 attribute, then a float32 one at an odd offset.
  const bytes = new Uint8Array(1 + 8 + 12 + 1 + 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(1, 1, true);
  view.setUint8(21, 7);
  view.setFloat32(22, 1.5, true);
  const type = { id: 'vertex_types', dataType: 'uint8', numComponents: 1 } as const;
  const { attributes } = decodeSkeleton(bytes.subarray(1), [type, RADIUS]);
  assert.deepEqual(
    attributes.map((values) => [...values]),
    [[7], [1.5]],
  );
});

test('lengths, edges and positions that do not fit are told', () => {
  const bytes = worked();
  for (let length = 0; length < 48; length++)
    assert.throws(
      () => decodeSkeleton(bytes.subarray(0, length), [RADIUS], 's'),
      { tag: 'corrupt' },
      `${length}`,
    );
  assert.throws(() => decodeSkeleton(bytes, [], 's'), {
    tag: 'corrupt',
    message: /s: expected 40 bytes for 2 vertices, 1 edges and 0 attributes, got 48 bytes/,
  });
  const edit = (offset: number, value: number) => {
    const copy = worked();
    new DataView(copy.buffer).setUint32(offset, value, true);
    return () => decodeSkeleton(copy, [RADIUS], 's');
  };
  assert.throws(edit(0, 0xffffffff), { tag: 'corrupt' });
  assert.throws(edit(36, 2), { tag: 'invalid', message: /s: edges: expected vertices below 2, got 2/ });
  assert.throws(edit(8 + 16, 0x7fc00000), {
    tag: 'invalid',
    message: /s: vertex 1: expected a finite position/,
  });
});

test('info: attributes, transform, a null sharding as cloud-volume has it', () => {
  const json = {
    '@type': 'neuroglancer_skeletons',
    transform: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
    vertex_attributes: [{ id: 'radius', data_type: 'float32', num_components: 1 }],
    sharding: null,
  };
  assert.deepEqual(parseSkeletonInfo(json, 'i').attributes, [RADIUS]);
  const attribute = (change: object) => ({
    ...json,
    vertex_attributes: [
      ...json.vertex_attributes,
      { id: 'a', data_type: 'uint8', num_components: 1, ...change },
    ],
  });
  const cases: [object, RegExp][] = [
    [
      attribute({ id: 'radius' }),
      /vertex_attributes: expected attributes with ids of their own, got "radius"/,
    ],
    [attribute({ id: '' }), /vertex_attributes\[1\]: id: expected a name/],
    [attribute({ data_type: 'uint64' }), /vertex_attributes\[1\]: data_type: expected one of float32/],
    [attribute({ num_components: 0 }), /vertex_attributes\[1\]: num_components/],
    [{ ...json, transform: [1] }, /transform/],
    [{ ...json, vertex_attributes: {} }, /vertex_attributes: expected an array/],
  ];
  for (const [broken, message] of cases)
    assert.throws(() => parseSkeletonInfo(broken, 'i'), { tag: 'invalid', message });
});

test('formats.md 3.3 worked skeleton is written byte for byte, and an info that parses', () => {
  const positions = Float32Array.of(1, 2, 3, 4, 5, 6);
  const edges = Uint32Array.of(0, 1);
  const skeleton = { positions, edges, attributes: [Float32Array.of(0.5, 0.25)] };
  assert.deepEqual(encodeSkeleton(skeleton, [RADIUS]), worked());
  const transform = [4, 0, 0, 0, 0, 4, 0, 0, 0, 0, 40, 0];
  const json: unknown = JSON.parse(
    new TextDecoder().decode(encodeSkeletonInfo({ transform, attributes: [RADIUS] })),
  );
  assert.deepEqual(json, {
    '@type': 'neuroglancer_skeletons',
    transform,
    vertex_attributes: [{ id: 'radius', data_type: 'float32', num_components: 1 }],
  });
  assert.deepEqual(parseSkeletonInfo(json, 'info').transform, transform);
});

test('a skeleton that does not fit its attributes or edges is not written', () => {
  const good = {
    positions: new Float32Array(6),
    edges: Uint32Array.of(0, 1),
    attributes: [new Float32Array(2)],
  };
  assert.throws(() => encodeSkeleton({ ...good, edges: Uint32Array.of(0, 2) }, [RADIUS]), { tag: 'invalid' });
  assert.throws(() => encodeSkeleton({ ...good, attributes: [] }, [RADIUS]), {
    tag: 'invalid',
    message: /2 values of radius/,
  });
  assert.throws(() => encodeSkeleton({ ...good, positions: new Float32Array(5) }, [RADIUS]), {
    tag: 'invalid',
  });
});
