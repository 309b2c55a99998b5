/** The worked example of formats.md 1.5, from its hexadecimal digits. */
export const WORKED_SHARDING = {
  '@type': 'neuroglancer_uint64_sharded_v1',
  preshift_bits: 1,
  hash: 'identity',
  minishard_bits: 1,
  shard_bits: 2,
  minishard_index_encoding: 'raw',
  data_encoding: 'raw',
};

const HEX = `
  0700000000000000 3700000000000000
  3e00000000000000 6e00000000000000
  41414141 424242
  0000000000000000 0100000000000000
  0000000000000000 0000000000000000
  0400000000000000 0300000000000000
  4343 4444444444
  0200000000000000 0100000000000000
  3700000000000000 0000000000000000
  0200000000000000 0500000000000000`;

/** `0.shard`: keys 0 to 3, 142 bytes. */
export const WORKED_SHARD = Uint8Array.from(HEX.replaceAll(/\s/g, '').match(/../g) ?? [], (byte) =>
  Number.parseInt(byte, 16),
);
