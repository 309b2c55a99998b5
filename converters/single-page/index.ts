export { type PageOptions, type PageReport, writePage } from './write-page.ts';
