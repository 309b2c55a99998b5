export { assertByteCodec, type ByteCodec, decodeBytes, registerByteCodec } from './registry.ts';
