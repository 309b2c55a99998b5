export { jpegCodec, registerNodeCodecs } from './jpeg.node.ts';
