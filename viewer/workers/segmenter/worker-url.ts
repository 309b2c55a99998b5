/** Where segmenter-worker.js is: beside chunk-worker.js, wherever a page says that is; else beside this script. */
export function segmenterWorkerUrl(chunkWorkerUrl: string | undefined): string {
  if (chunkWorkerUrl === undefined || chunkWorkerUrl === 'none')
    return new URL('./segmenter-worker.js', import.meta.url).href;
  return new URL('segmenter-worker.js', new URL(chunkWorkerUrl, document.baseURI)).href;
}
