export { type StaticOptions, type StaticReport, writeStatic } from './write-static.ts';
