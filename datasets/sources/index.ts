export { isArchive } from './adapters.ts';
export { parseAddress } from './address.ts';
export { detectFormat, recognise } from './detect.ts';
export { FORMATS, formatNamed, isMeshFile, type SourceFormat, type SourceRequest } from './formats.ts';
export { knownSchemes, type OpenSourceOptions, openSourceAt } from './open-source.ts';
