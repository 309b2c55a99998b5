export { readNumberAttributes } from './attributes.node.ts';
export { type Hdf5File, type OpenHdf5Options, openHdf5 } from './file.node.ts';
export { type Hdf5Table, readTable } from './table.node.ts';
export { type Hdf5Volume, type Hdf5VolumeOptions, openHdf5Volume } from './volume.node.ts';
export {
  createHdf5Writer,
  type Hdf5Attribute,
  type Hdf5Writer,
  type Hdf5WriterOptions,
} from './writer.node.ts';
