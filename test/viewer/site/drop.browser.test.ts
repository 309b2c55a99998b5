import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FloodlightViewer } from '../../../viewer/index.ts';
import { openDropped } from '../../../viewer/site/drop.ts';

function drop(data: DataTransfer): DragEvent {
  const event = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event);
  return event;
}

test('files are opened, other drops are left to the page', () => {
  const opened: string[] = [];
  const viewer = {
    openFiles: async (data: DataTransfer) => void opened.push(data.files[0]?.name ?? ''),
  } as unknown as FloodlightViewer;
  openDropped(() => viewer);
  const files = new DataTransfer();
  files.items.add(new File(['x'], 'a.npy'));
  assert.equal(drop(files).defaultPrevented, true);
  const text = new DataTransfer();
  text.setData('text/plain', 'words');
  assert.equal(drop(text).defaultPrevented, false);
  assert.deepEqual(opened, ['a.npy']);
});
