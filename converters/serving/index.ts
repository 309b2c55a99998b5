export { type ServeOptions, serveFolder, untilAborted } from './serve-folder.ts';
