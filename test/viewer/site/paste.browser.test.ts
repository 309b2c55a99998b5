import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { FloodlightViewer } from '../../../viewer/index.ts';
import '../../../viewer/index.ts';
import { openPasted } from '../../../viewer/site/paste.ts';

afterEach(() => document.body.replaceChildren());

function paste(target: EventTarget, text: string): ClipboardEvent {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  const event = new ClipboardEvent('paste', {
    clipboardData,
    bubbles: true,
    composed: true,
    cancelable: true,
  });
  target.dispatchEvent(event);
  return event;
}

test('links and states are opened, other text and text fields are left alone', () => {
  const opened: string[] = [];
  const viewer = { openLink: async (text: string) => void opened.push(text) } as unknown as FloodlightViewer;
  openPasted(() => viewer);
  const link = "https://neuroglancer-demo.appspot.com/?#!{'layers':{}}";
  for (const text of [link, '#!%7B%7D', '{"layers":[]}', 'https://example.org/a#part', 'hello']) {
    const { defaultPrevented } = paste(document.body, text);
    assert.equal(defaultPrevented, opened.includes(text), text);
  }
  assert.deepEqual(opened, [link, '#!%7B%7D', '{"layers":[]}']);
  const field = document.createElement('input');
  document.body.append(field);
  assert.equal(paste(field, link).defaultPrevented, false);
  assert.equal(opened.length, 3);
});
