import { BOUNDARY, type SymbolArray } from './symbols.ts';

/**
 * All positions of `text` but those of boundaries, sorted by the symbols before them: by the one right before first,
 * then by the one before that, and so on, up to `order` symbols. What comes before the text counts as
 * boundaries. So the occurrences of any context of up to `order` symbols stand side by side.
 *
 * A radix sort, least significant (farthest) symbol first: `order` passes, each linear and stable.
 */
export function sortByContext(text: SymbolArray, symbolCount: number, order: number): Int32Array {
  let positions: Int32Array = predictedPositions(text);
  let sorted: Int32Array = new Int32Array(positions.length);
  for (let distance = order; distance >= 1; distance--) {
    const next = bucketStarts(text, positions, symbolCount, distance);
    for (let j = 0; j < positions.length; j++) {
      const position = positions[j]!;
      const symbol = position < distance ? BOUNDARY : text[position - distance]!;
      sorted[next[symbol]!++] = position;
    }
    [positions, sorted] = [sorted, positions];
  }
  return positions;
}

function predictedPositions(text: SymbolArray): Int32Array {
  let count = 0;
  for (let i = 0; i < text.length; i++) if (text[i] !== BOUNDARY) count++;
  const positions = new Int32Array(count);
  for (let i = 0, j = 0; i < text.length; i++) if (text[i] !== BOUNDARY) positions[j++] = i;
  return positions;
}

function bucketStarts(
  text: SymbolArray,
  positions: Int32Array,
  symbolCount: number,
  distance: number,
): Int32Array {
  const starts = new Int32Array(symbolCount + 1);
  for (let j = 0; j < positions.length; j++) {
    const position = positions[j]!;
    starts[(position < distance ? BOUNDARY : text[position - distance]!) + 1]!++;
  }
  for (let symbol = 1; symbol <= symbolCount; symbol++) starts[symbol]! += starts[symbol - 1]!;
  return starts;
}
