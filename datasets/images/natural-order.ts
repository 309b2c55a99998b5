/** Compares file names with runs of digits as numbers: slice-9 before slice-10. Independent of the locale. */
export function compareNatural(a: string, b: string): number {
  const [left, right] = [splitDigits(a), splitDigits(b)];
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const order = comparePart(left[i], right[i]);
    if (order !== 0) return order;
  }
  // 007 and 7 are the same number: the names themselves decide, so that the order is total.
  return left.length - right.length || compareText(a, b);
}

const splitDigits = (text: string): readonly string[] => text.match(/\d+|\D+/g) ?? [];

function comparePart(a: string, b: string): number {
  if (!/^\d/.test(a) || !/^\d/.test(b)) return compareText(a, b);
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return left.length - right.length || compareText(left, right);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A name around its last run of digits, which numbers the slice; undefined where it has none. */
export function sliceNumber(name: string): { readonly prefix: string; readonly number: number } | undefined {
  const match = /^(.*?)(\d+)\D*$/.exec(name);
  return match ? { prefix: match[1], number: Number(match[2]) } : undefined;
}

/**
 * Where the numbering of slices jumps, as sentences.
 * @param names in natural order.
 */
export function findGaps(names: readonly string[]): string[] {
  const warnings: string[] = [];
  for (let i = 1; i < names.length; i++) {
    const [before, after] = [sliceNumber(names[i - 1]), sliceNumber(names[i])];
    if (!before || !after || before.prefix !== after.prefix) continue;
    const missing = after.number - before.number - 1;
    if (missing < 1) continue;
    warnings.push(
      `${missing} slice${missing === 1 ? '' : 's'} missing between ${names[i - 1]} and ${names[i]}: ` +
        'they are stacked as neighbours',
    );
  }
  return warnings;
}
