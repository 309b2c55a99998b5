import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COLOR_MAPS, type ColorMap, MAP_COLORS, mapColors } from '../../../viewer/state/index.ts';

/** Colours of matplotlib's tables that ours do not have: those at 8, 37, 100, 128, 171, 200 and 247 of 256. */
const PLACES = [8, 37, 100, 128, 171, 200, 247];
const PUBLISHED: Record<ColorMap, { readonly colors: string; readonly within: number }> = {
  viridis: { colors: '470d60 46337f 2a768e 21918c 37b878 70cf57 eae51a', within: 6 },
  magma: { colors: '030312 241253 892881 b73779 f2625d fd9869 fceeb0', within: 6 },
  inferno: { colors: '040312 290b55 902568 bc3754 ee6a24 fb9d07 f3f586', within: 6 },
  plasma: { colors: '220690 5502a4 ae2892 cc4778 ed7a52 fba139 f5eb27', within: 6 },
  cividis: { colors: '00285b 233c6e 656870 7d7c78 a69c74 c4b468 f8df3c', within: 11 },
};

test('mixed colours are those of the published tables, within a few of 255', () => {
  assert.deepEqual([...COLOR_MAPS].sort(), Object.keys(PUBLISHED).sort());
  for (const map of COLOR_MAPS) {
    const ours = mapColors(map);
    assert.equal(ours.length, MAP_COLORS);
    const { colors, within } = PUBLISHED[map];
    colors.split(' ').forEach((hex, i) => {
      const place = ((PLACES[i] as number) / 255) * (MAP_COLORS - 1);
      const [from, part] = [Math.floor(place), place % 1];
      for (const channel of [0, 1, 2] as const) {
        const wanted = Number.parseInt(hex.slice(2 * channel, 2 * channel + 2), 16);
        const [a, b] = [ours[from]?.[channel] as number, ours[from + 1]?.[channel] as number];
        const got = 255 * (a * (1 - part) + b * part);
        assert.ok(Math.abs(got - wanted) <= within, `${map} ${PLACES[i]}: ${got} instead of ${wanted}`);
      }
    });
  }
});

test('every map grows lighter all the way', () => {
  for (const map of COLOR_MAPS) {
    const light = mapColors(map).map(([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b);
    for (let i = 1; i < light.length; i++)
      assert.ok((light[i] as number) > (light[i - 1] as number), `${map} ${i}`);
  }
});
