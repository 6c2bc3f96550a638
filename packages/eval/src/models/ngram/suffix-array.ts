export type SymbolArray = Uint8Array | Uint16Array;

/**
 * Returns the offsets of all suffixes of `text` in ascending order; if one is the beginning of another, the shorter comes first. Takes
 * linear time, and 6 to 7 bytes per symbol besides the result.
 *
 * SA-IS: Nong, Zhang & Chan (2009), Linear suffix array construction by almost pure induced-sorting, DCC 2009, 193–202.
 *
 * @param symbolCount greater than every symbol of the text
 */
export function buildSuffixArray(text: SymbolArray | Int32Array, symbolCount: number): Int32Array {
  const suffixes = new Int32Array(text.length);
  if (text.length < 2) return suffixes;
  const isSmall = classifySuffixes(text);
  const buckets = findBuckets(text, isSmall, symbolCount);
  const anchors = findAnchors(isSmall);
  induce(text, isSmall, buckets, anchors, suffixes);
  if (anchors.length < 2) return suffixes;
  // Anchors are now in the order of the stretches from each to the next. Named by that order, they form a shorter text.
  const sorted = suffixes.filter((suffix) => isAnchor(isSmall, suffix));
  const { names, nameCount } = nameStretches(text, isSmall, anchors, sorted);
  if (nameCount < anchors.length) {
    const order = buildSuffixArray(names, nameCount);
    for (let i = 0; i < order.length; i++) sorted[i] = anchors[order[i]!]!;
  }
  induce(text, isSmall, buckets, sorted, suffixes);
  return suffixes;
}

/** Returns 1 for each suffix that is smaller than the suffix one symbol later (S-type), else 0. */
function classifySuffixes(text: SymbolArray | Int32Array): Uint8Array {
  const isSmall = new Uint8Array(text.length);
  for (let i = text.length - 2; i >= 0; i--) {
    isSmall[i] = text[i] === text[i + 1] ? isSmall[i + 1]! : Number(text[i]! < text[i + 1]!);
  }
  return isSmall;
}

/** Returns whether a small suffix begins here and the one to its left is not small ("leftmost S-type"). */
function isAnchor(isSmall: Uint8Array, position: number): boolean {
  return position > 0 && isSmall[position] === 1 && isSmall[position - 1] === 0;
}

function findAnchors(isSmall: Uint8Array): Int32Array {
  let count = 0;
  for (let i = 1; i < isSmall.length; i++) count += Number(isAnchor(isSmall, i));
  const anchors = new Int32Array(count);
  for (let i = 1, next = 0; i < isSmall.length; i++) if (isAnchor(isSmall, i)) anchors[next++] = i;
  return anchors;
}

/** Beginnings, in sorted order, of the suffixes with each first symbol, and of the small ones among them, which come last. */
interface Buckets {
  /** Has one entry more than there are symbols. */
  readonly starts: Int32Array;
  readonly smallStarts: Int32Array;
}

function findBuckets(text: SymbolArray | Int32Array, isSmall: Uint8Array, symbolCount: number): Buckets {
  const starts = new Int32Array(symbolCount + 1);
  const smallStarts = new Int32Array(symbolCount);
  for (let i = 0; i < text.length; i++) {
    starts[text[i]! + 1]!++;
    if (isSmall[i] === 0) smallStarts[text[i]!]!++;
  }
  for (let symbol = 0; symbol < symbolCount; symbol++) {
    starts[symbol + 1]! += starts[symbol]!;
    smallStarts[symbol]! += starts[symbol]!;
  }
  return { starts, smallStarts };
}

/** Sorts all suffixes, given the sorted anchors: from left to right those that are not small, then from right to left the small ones. */
function induce(
  text: SymbolArray | Int32Array,
  isSmall: Uint8Array,
  { starts, smallStarts }: Buckets,
  anchors: Int32Array,
  suffixes: Int32Array,
): void {
  suffixes.fill(-1);
  const nextAnchor = smallStarts.slice();
  for (let i = 0; i < anchors.length; i++) suffixes[nextAnchor[text[anchors[i]!]!]!++] = anchors[i]!;
  const next = starts.slice();
  const last = text.length - 1;
  suffixes[next[text[last]!]!++] = last;
  for (let i = 0; i <= last; i++) {
    const left = suffixes[i]! - 1;
    if (left >= 0 && isSmall[left] === 0) suffixes[next[text[left]!]!++] = left;
  }
  next.set(starts);
  for (let i = last; i >= 0; i--) {
    const left = suffixes[i]! - 1;
    if (left >= 0 && isSmall[left] === 1) suffixes[--next[text[left]! + 1]!] = left;
  }
}

/**
 * Numbers the stretches from each anchor to the next in ascending order; equal stretches get equal numbers. `names` is in the order of the
 * text.
 */
function nameStretches(
  text: SymbolArray | Int32Array,
  isSmall: Uint8Array,
  anchors: Int32Array,
  sorted: Int32Array,
): { names: Int32Array; nameCount: number } {
  // No two anchors are adjacent, so their positions differ even when halved.
  const nameAt = new Int32Array((text.length >>> 1) + 1);
  let nameCount = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || !sameStretch(text, isSmall, sorted[i - 1]!, sorted[i]!)) nameCount++;
    nameAt[sorted[i]! >>> 1] = nameCount - 1;
  }
  return { names: anchors.map((anchor) => nameAt[anchor >>> 1]!), nameCount };
}

/** Returns whether the stretches from two anchors to the next anchor of each, inclusive, are equal. */
function sameStretch(text: SymbolArray | Int32Array, isSmall: Uint8Array, a: number, b: number): boolean {
  for (let offset = 0; ; offset++) {
    if (a + offset >= text.length || b + offset >= text.length) return false;
    if (text[a + offset] !== text[b + offset]) return false;
    if (offset === 0) continue;
    const ends = isAnchor(isSmall, a + offset);
    if (ends !== isAnchor(isSmall, b + offset)) return false;
    if (ends) return true;
  }
}
