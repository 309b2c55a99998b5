import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, resumeRandom, shuffle } from '../../../ffn/training/index.ts';

test('a state goes on where it was taken; seeds and streams differ', () => {
  const random = createRandom(7);
  for (let i = 0; i < 5; i++) random.nextWord();
  const again = resumeRandom(random.state());
  const words = Array.from({ length: 8 }, () => random.nextWord());
  assert.deepEqual(
    Array.from({ length: 8 }, () => again.nextWord()),
    words,
  );
  const others = [createRandom(8), createRandom(7, 1)].map((other) => other.nextWord());
  assert.equal(new Set([createRandom(7).nextWord(), ...others]).size, 3);
});

test('words are evenly spread over their bits', () => {
  const random = createRandom(1);
  const ones = new Array<number>(32).fill(0);
  const n = 20_000;
  for (let i = 0; i < n; i++) {
    const word = random.nextWord();
    for (let bit = 0; bit < 32; bit++) ones[bit]! += (word >>> bit) & 1;
  }
  // Six standard deviations of a fair coin.
  for (const count of ones) assert.ok(Math.abs(count - n / 2) < 6 * Math.sqrt(n / 4), `${count} of ${n}`);
});

for (const length of [0, 1, 5, 1000, 300_001]) {
  test(`${length} numbers: all of them, in another order, the same for the same seed`, () => {
    const numbers = Uint32Array.from({ length }, (_, i) => i);
    shuffle(numbers, createRandom(3));
    assert.deepEqual(
      numbers.slice().sort(),
      Uint32Array.from({ length }, (_, i) => i),
    );
    if (length >= 1000) {
      const fixed = numbers.filter((n, i) => n === i).length;
      // One is expected, with deviation one, whatever the length.
      assert.ok(fixed < 10, `${fixed} numbers stayed`);
      const half = numbers.subarray(0, length >> 1).reduce((sum, n) => sum + (n < length / 2 ? 1 : 0), 0);
      assert.ok(
        Math.abs(half - length / 4) < 6 * Math.sqrt(length / 16),
        `${half} of the first half stayed in it`,
      );
    }
    const again = Uint32Array.from({ length }, (_, i) => i);
    shuffle(again, createRandom(3));
    assert.deepEqual(again, numbers);
  });
}

test('all six orders of three numbers come up equally often', () => {
  const random = createRandom(11);
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const numbers = Uint32Array.of(0, 1, 2);
    shuffle(numbers, random);
    counts.set(numbers.join(), (counts.get(numbers.join()) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  for (const [order, count] of counts) assert.ok(Math.abs(count - 1000) < 6 * 29, `${order}: ${count}`);
});
