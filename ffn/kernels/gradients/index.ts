export { CHANNEL_SUMS, type ChannelSumsUniforms } from './channel-sums.ts';
export {
  type FilterGradientUniforms,
  filterChunks,
  filterGradient,
  filterQuads,
  filterThreads,
  type LayerGradient,
  unpackFilterGradient,
} from './filter-gradient.ts';
export { HEAD_GRADIENT, type HeadGradientUniforms } from './head-gradient.ts';
export { LOSS_GRADIENT, type LossGradientUniforms } from './loss-gradient.ts';
export { MASK_GRADIENT, type MaskGradientUniforms } from './mask-gradient.ts';
export {
  PLAIN_FILTER_GRADIENT,
  type PlainFilterGradientUniforms,
  plainFilterWorkgroups,
} from './plain-filter-gradient.ts';
export { SUM_PARTS, type SumPartsUniforms } from './sum-parts.ts';
