import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageHtml } from '../../../converters/single-page/page-html.ts';

const EVIL = '</script><script>alert(1)</script><!--<script>';
const page = pageHtml({
  title: 'a < b & "c"</title>',
  script: 'const end = "</script>", up = `</SCRIPT >`, comment = /<!--/;',
  style: 'main::before { content: "</style>"; }',
  state: { title: EVIL, layers: [] },
  archive: 'UEsFBg==',
});

/** Elements of a name by the rule of HTML: a script or style ends at the first end tag, wherever that stands. */
const elements = (name: string) =>
  [...page.matchAll(new RegExp(`<${name}\\b[^>]*>([\\s\\S]*?)</${name}\\b[^>]*>`, 'gi'))].map(
    ([, text]) => text ?? '',
  );

test('scripts end where they should, and say what they said', () => {
  const [view, data, script, ...more] = elements('script');
  assert.deepEqual(more, []);
  assert.deepEqual(JSON.parse(view ?? ''), { title: EVIL, layers: [] });
  assert.equal(data, 'UEsFBg==');
  const said = new Function(`${script}; return [end, up, comment.source];`)() as string[];
  assert.deepEqual(said, ['</script>', '</SCRIPT >', '\\x3c!--']);
  assert.ok(!page.includes('<!--'));
  assert.equal(elements('style').length, 1);
  assert.deepEqual(elements('title'), ['a &lt; b &amp; "c"&lt;/title&gt;']);
});

test('the policy names no network', () => {
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /https?:|\*|'self'/);
  assert.doesNotMatch(page, /(?:src|href)="(?!data:)/);
});
