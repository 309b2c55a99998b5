import type { FloodlightViewer } from '../index.ts';

/**
 * Files and folders that are dropped anywhere on the page are opened in place.
 * @param viewer gives the viewer, made when it is first needed.
 */
export function openDropped(viewer: () => FloodlightViewer): void {
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files');
  document.addEventListener('dragover', (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  document.addEventListener('drop', (event) => {
    if (event.defaultPrevented || !hasFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    void viewer().openFiles(event.dataTransfer);
  });
}
