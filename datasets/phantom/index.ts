export { type CellPhantom, type CellPhantomOptions, createCellPhantom } from './cell-phantom.ts';
