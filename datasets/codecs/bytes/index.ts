export { crc32c } from './crc32c.ts';
export { assertByteCodec, type ByteCodec, decodeBytes, registerByteCodec } from './registry.ts';
