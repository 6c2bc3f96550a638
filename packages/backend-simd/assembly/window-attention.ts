import { beat } from './control';
import { exp, maxLane, sumLanes } from './math';
import { storeTransposed } from './pack';
import { dot, loadRows, padded, scaleRow } from './scratch-rows';
import { share } from './share';
import { smallProduct } from './small-product';

// For each head of each sequence, all visible keys and values, w − 1 + T places, are copied to scratch, the keys rotated by their place.
// Queries are taken in blocks, whose scores are a product with the places that any of them sees: a band, of which each row uses its part.

/** Queries in a block. */
// @ts-ignore: decorator
@inline
const BLOCK: i32 = 12;
/** Score of a masked place */
// @ts-ignore: decorator
@inline
const UNSEEN: f32 = -1e30;

/** Numbers in a row of transposed places: an odd number of lines, so that rows do not collide in the cache. */
// @ts-ignore: decorator
@inline
function placesRow(places: i32): i32 {
  return ((places + 15) >> 4 | 1) << 4;
}

/** Numbers in a row of scores: the places that any query of a block sees, in whole lines. */
// @ts-ignore: decorator
@inline
function bandRow(window: i32): i32 {
  return padded(window + BLOCK + 30);
}

/** Rotates the pairs of K numbers by the angles at `cos` and `sin`, forward (`way` 1) or back (−1), and scales them by `factor`. */
function rotate(from: usize, cos: usize, sin: usize, K: i32, way: f32, factor: f32, to: usize): void {
  const half = <usize>K << 1;
  const turn = f32x4.splat(way), by = f32x4.splat(factor);
  let j: usize = 0;
  for (; j + 16 <= half; j += 16) {
    const a = v128.load(from + j), b = v128.load(from + j + half);
    const c = v128.load(cos + j), s = f32x4.mul(turn, v128.load(sin + j));
    v128.store(to + j, f32x4.mul(by, f32x4.sub(f32x4.mul(a, c), f32x4.mul(b, s))));
    v128.store(to + j + half, f32x4.mul(by, f32x4.add(f32x4.mul(a, s), f32x4.mul(b, c))));
  }
  for (; j < half; j += 4) {
    const a = load<f32>(from + j), b = load<f32>(from + j + half);
    const c = load<f32>(cos + j), s = way * load<f32>(sin + j);
    store<f32>(to + j, factor * (a * c - b * s));
    store<f32>(to + j + half, factor * (a * s + b * c));
  }
}

/** Transposes rows of padded K numbers into columns. @param rows a multiple of 4 */
function transpose(from: usize, rows: i32, K: i32, to: usize, toRow: usize): void {
  const row = <usize>padded(K) << 2;
  for (let i = 0; i < rows; i += 4) {
    for (let j: usize = 0; j < row; j += 16) {
      const at = from + j;
      storeTransposed(
        to + (j >> 2) * toRow, toRow, v128.load(at), v128.load(at + row), v128.load(at + 2 * row), v128.load(at + 3 * row),
      );
    }
    from += 4 * row;
    to += 16;
  }
}

/**
 * Loads a head's keys or values at all places, with zeros for hidden ones, up to a whole line of places.
 *
 * @param cache the head's part of the cache; @param sequence its part of the first step; `cacheStep` or `step` bytes per character
 * @param cos 0, or the angles by which places are rotated
 */
function loadPlaces(
  cache: usize, cacheStep: usize, sequence: usize, step: usize, first: i32, window: i32, T: i32, K: i32,
  cos: usize, sin: usize, to: usize,
): void {
  const row = <usize>padded(K) << 2, angles = <usize>K << 1;
  const places = window - 1 + T;
  memory.fill(to, 0, <usize>first * row);
  for (let place = first; place < places; place++) {
    const before = place < window - 1;
    const from = before ? cache + <usize>place * cacheStep : sequence + <usize>(place - window + 1) * step;
    const at = to + <usize>place * row;
    loadRows(from, 1, K, at);
    if (cos != 0) rotate(from, cos + <usize>place * angles, sin + <usize>place * angles, K, 1, 1, at);
  }
  memory.fill(to + <usize>places * row, 0, <usize>(padded(places) - places) * row);
}

/** Index of the first place that holds a character. */
function firstPlace(filled: usize, window: i32): i32 {
  const count = load<f32>(filled);
  return window - 1 - <i32>max<f32>(0, min<f32>(count, <f32>(window - 1)));
}

/** Sets the scores of a row that lie outside [from, to). */
function outside(row: usize, columns: i32, from: i32, to: i32, value: f32): void {
  for (let j = 0; j < from; j++) store<f32>(row + (<usize>j << 2), value);
  for (let j = to; j < columns; j++) store<f32>(row + (<usize>j << 2), value);
}

/** Replaces each x of a row by e^(x − shift) and returns their sum. */
function exponentials(row: usize, bytes: usize, shift: f32): f32 {
  const by = f32x4.splat(shift);
  let sums = f32x4.splat(0);
  for (let j: usize = 0; j < bytes; j += 16) {
    const e = exp(f32x4.sub(v128.load(row + j), by));
    v128.store(row + j, e);
    sums = f32x4.add(sums, e);
  }
  return sumLanes(sums);
}

function largest(row: usize, bytes: usize): f32 {
  let most = v128.load(row);
  for (let j: usize = 16; j < bytes; j += 16) most = f32x4.pmax(most, v128.load(row + j));
  return maxLane(most);
}

/** Keeps the last places of a head for the next call, in a tensor [B, w − 1, H · K]. */
function keepPlaces(
  cache: usize, cacheStep: usize, sequence: usize, step: usize, window: i32, T: i32, K: i32, to: usize,
): void {
  const bytes = <usize>K << 2;
  for (let i = 0; i < window - 1; i++) {
    const place = i + T;
    const from = place < window - 1 ? cache + <usize>place * cacheStep : sequence + <usize>(place - window + 1) * step;
    memory.copy(to + <usize>i * cacheStep, from, bytes);
  }
}

/** @param logSums logarithm of the softmax's denominator for each query (T, B, H), or 0 */
export function windowAttention(
  T: i32, B: i32, H: i32, K: i32, window: i32,
  queries: usize, keys: usize, values: usize, cacheKeys: usize, cacheValues: usize, filled: usize, cosines: usize, sines: usize,
  outputs: usize, finalKeys: usize, finalValues: usize, logSums: usize,
  scratch: usize, thread: i32, threads: i32,
): void {
  const heads = B * H;
  const range = share(heads, 1, thread, threads);
  const last = <i32>(range >> 32);
  const places = window - 1 + T, lines = padded(places);
  const headBytes = <usize>K << 2, cacheStep = headBytes * <usize>H, step = headBytes * <usize>heads, angles = headBytes >> 1;
  const row = <usize>padded(K) << 2, across = <usize>placesRow(places) << 2, band = <usize>bandRow(window) << 2;
  const keyRows = scratch, turned = keyRows + <usize>lines * row, valueRows = turned + <usize>padded(K) * across;
  const query = valueRows + <usize>lines * row, scores = query + BLOCK * row, out = scores + BLOCK * band;
  memory.fill(query, 0, BLOCK * row);
  const factor = <f32>(1 / Math.sqrt(<f64>K));
  for (let head = <i32>(range & 0xffffffff); head < last; head++) {
    const at = <usize>head * headBytes;
    const cached = (<usize>(head / H) * <usize>(window - 1) * <usize>H + <usize>(head % H)) * headBytes;
    const first = firstPlace(filled + (<usize>(head / H) << 2), window);
    loadPlaces(cacheKeys + cached, cacheStep, keys + at, step, first, window, T, K, cosines, sines, keyRows);
    transpose(keyRows, lines, K, turned, across);
    loadPlaces(cacheValues + cached, cacheStep, values + at, step, first, window, T, K, 0, 0, valueRows);
    for (let t0 = 0; t0 < T; t0 += BLOCK) {
      beat();
      const count = min(BLOCK, T - t0);
      const from = max(t0, first) & ~15, columns = padded(t0 + count + window - 1) - from;
      for (let i = 0; i < count; i++) {
        const place = <usize>(t0 + i + window - 1) * angles;
        rotate(queries + <usize>(t0 + i) * step + at, cosines + place, sines + place, K, 1, factor, query + <usize>i * row);
      }
      smallProduct(count, columns, K, query, row, 4, turned + (<usize>from << 2), across, scores, band, false);
      // The sums of the rows are stored in the first number of each query, which is no longer needed.
      for (let i = 0; i < count; i++) {
        const t = t0 + i, line = scores + <usize>i * band, bytes = <usize>columns << 2;
        const low = max(t, first) - from, high = t + window - from;
        outside(line, columns, low, high, UNSEEN);
        const most = largest(line, bytes);
        const sum = exponentials(line, bytes, most);
        outside(line, columns, low, high, 0);
        store<f32>(query + <usize>i * row, sum);
        if (logSums != 0) store<f32>(logSums + (<usize>(t * heads + head) << 2), most + <f32>NativeMath.log(sum));
      }
      smallProduct(count, padded(K), columns, scores, band, 4, valueRows + <usize>from * row, row, out, row, false);
      for (let i = 0; i < count; i++) {
        const line = out + <usize>i * row;
        scaleRow(1 / load<f32>(query + <usize>i * row), line, line, row);
        memory.copy(outputs + <usize>(t0 + i) * step + at, line, headBytes);
      }
    }
    keepPlaces(cacheKeys + cached, cacheStep, keys + at, step, window, T, K, finalKeys + cached);
    keepPlaces(cacheValues + cached, cacheStep, values + at, step, window, T, K, finalValues + cached);
  }
}

/** Gradients of the call's queries, keys and values; the cache is a constant. */
export function windowAttentionGradient(
  T: i32, B: i32, H: i32, K: i32, window: i32,
  queries: usize, keys: usize, values: usize, cacheKeys: usize, cacheValues: usize, filled: usize, cosines: usize, sines: usize,
  outputs: usize, logSums: usize, outputsGradient: usize,
  queriesGradient: usize, keysGradient: usize, valuesGradient: usize,
  scratch: usize, thread: i32, threads: i32,
): void {
  const heads = B * H;
  const range = share(heads, 1, thread, threads);
  const last = <i32>(range >> 32);
  const places = window - 1 + T, lines = padded(places);
  const headBytes = <usize>K << 2, cacheStep = headBytes * <usize>H, step = headBytes * <usize>heads, angles = headBytes >> 1;
  const row = <usize>padded(K) << 2, across = <usize>placesRow(places) << 2, band = <usize>bandRow(window) << 2;
  const keyRows = scratch, turned = keyRows + <usize>lines * row, valueRows = turned + <usize>padded(K) * across;
  const turnedValues = valueRows + <usize>lines * row, dKeys = turnedValues + <usize>padded(K) * across;
  const dValues = dKeys + <usize>T * row, query = dValues + <usize>T * row, dOut = query + BLOCK * row;
  const out = dOut + BLOCK * row, scores = out + BLOCK * row, dScores = scores + BLOCK * band;
  memory.fill(query, 0, BLOCK * row);
  const factor = <f32>(1 / Math.sqrt(<f64>K));
  for (let head = <i32>(range & 0xffffffff); head < last; head++) {
    const at = <usize>head * headBytes;
    const cached = (<usize>(head / H) * <usize>(window - 1) * <usize>H + <usize>(head % H)) * headBytes;
    const first = firstPlace(filled + (<usize>(head / H) << 2), window);
    loadPlaces(cacheKeys + cached, cacheStep, keys + at, step, first, window, T, K, cosines, sines, keyRows);
    transpose(keyRows, lines, K, turned, across);
    loadPlaces(cacheValues + cached, cacheStep, values + at, step, first, window, T, K, 0, 0, valueRows);
    transpose(valueRows, lines, K, turnedValues, across);
    memory.fill(dKeys, 0, 2 * <usize>T * row);
    for (let t0 = 0; t0 < T; t0 += BLOCK) {
      beat();
      const count = min(BLOCK, T - t0);
      const from = max(t0, first) & ~15, columns = padded(t0 + count + window - 1) - from;
      for (let i = 0; i < count; i++) {
        const place = <usize>(t0 + i + window - 1) * angles, character = <usize>(t0 + i) * step + at;
        rotate(queries + character, cosines + place, sines + place, K, 1, factor, query + <usize>i * row);
        loadRows(outputs + character, 1, K, out + <usize>i * row);
        loadRows(outputsGradient + character, 1, K, dOut + <usize>i * row);
      }
      smallProduct(count, columns, K, query, row, 4, turned + (<usize>from << 2), across, scores, band, false);
      smallProduct(count, columns, K, dOut, row, 4, turnedValues + (<usize>from << 2), across, dScores, band, false);
      for (let i = 0; i < count; i++) {
        const t = t0 + i, line = scores + <usize>i * band, dLine = dScores + <usize>i * band, bytes = <usize>columns << 2;
        exponentials(line, bytes, load<f32>(logSums + (<usize>(t * heads + head) << 2)));
        outside(line, columns, max(t, first) - from, t + window - from, 0);
        const mean = f32x4.splat(dot(out + <usize>i * row, dOut + <usize>i * row, row));
        for (let j: usize = 0; j < bytes; j += 16) {
          v128.store(dLine + j, f32x4.mul(v128.load(line + j), f32x4.sub(v128.load(dLine + j), mean)));
        }
      }
      // Part of the band that belongs to this call.
      const own = max(from, window - 1), ownCount = t0 + count + window - 1 - own, skipped = <usize>(own - from) << 2;
      const to = <usize>(own - window + 1) * row;
      smallProduct(ownCount, padded(K), count, scores + skipped, 4, band, dOut, row, dValues + to, row, true);
      smallProduct(ownCount, padded(K), count, dScores + skipped, 4, band, query, row, dKeys + to, row, true);
      smallProduct(count, padded(K), columns, dScores, band, 4, keyRows + <usize>from * row, row, out, row, false);
      for (let i = 0; i < count; i++) {
        const place = <usize>(t0 + i + window - 1) * angles;
        rotate(
          out + <usize>i * row, cosines + place, sines + place, K, -1, factor, queriesGradient + <usize>(t0 + i) * step + at,
        );
      }
    }
    for (let t = 0; t < T; t++) {
      const place = <usize>(t + window - 1) * angles, character = <usize>t * step + at;
      rotate(dKeys + <usize>t * row, cosines + place, sines + place, K, -1, 1, keysGradient + character);
      memory.copy(valuesGradient + character, dValues + <usize>t * row, headBytes);
    }
  }
}
