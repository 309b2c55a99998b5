export { assertWritable } from './assert-writable.ts';
export { cacheFolder } from './cache-folder.ts';
export { fileObjectStore } from './file-object-store.ts';
export { type HttpServer, type HttpServerOptions, serveHttp } from './http-server.ts';
export { writeStagedFolder } from './staged-folder.ts';
