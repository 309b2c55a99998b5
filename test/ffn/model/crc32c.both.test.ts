import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32c, maskedCrc32c } from '../../../ffn/model/index.ts';

const ascii = (text: string) => new TextEncoder().encode(text);

// RFC 3720, appendix B.4.
const RFC_3720: readonly [name: string, bytes: Uint8Array, crc: number][] = [
  ['32 zeros', new Uint8Array(32), 0x8a9136aa],
  ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ['32 rising bytes', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ['32 falling bytes', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
];

for (const [name, bytes, crc] of RFC_3720) {
  test(`CRC-32C of ${name}`, () => assert.equal(crc32c(bytes), crc));
}

test('the check value of CRC-32C, whole and in two parts', () => {
  assert.equal(crc32c(ascii('123456789')), 0xe3069283);
  assert.equal(crc32c(ascii('6789'), crc32c(ascii('12345'))), 0xe3069283);
});

test('a masked CRC is rotated right by 15 and moved by a constant', () => {
  // ((0xe3069283 >> 15 | 0xe3069283 << 17) + 0xa282ead8) mod 2^32, worked out apart.
  assert.equal(maskedCrc32c(ascii('123456789')), 0xc78ab0e5);
  assert.equal(maskedCrc32c(ascii('1234'), ascii('56789')), 0xc78ab0e5);
});
