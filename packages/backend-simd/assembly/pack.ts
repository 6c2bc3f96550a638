import { share } from './share';
import { PANEL_VECTORS } from './variant';

// Operands of a product are copied into panels first, so that the inner loop reads memory in order.
//   left  operand: groups of 12 rows,   [group][k][GROUP_ROWS]
//   right operand: panels of 8 or 16 columns, [panel][k][PANEL_COLUMNS]
// Everything past the edge is zero or repeats the edge: finite numbers, whose results are discarded.

// @ts-ignore: decorator
@inline
export const TILE_ROWS: i32 = 4;
/** Rows of a group: a whole number of tiles, whether of six rows or of four. */
// @ts-ignore: decorator
@inline
export const GROUP_ROWS: i32 = 12;
// @ts-ignore: decorator
@inline
export const PANEL_COLUMNS: i32 = PANEL_VECTORS * 4;
/** Bytes from one k to the next in a group, and in a panel */
// @ts-ignore: decorator
@inline
export const GROUP_BYTES: usize = GROUP_ROWS * 4;
// @ts-ignore: decorator
@inline
export const PANEL_BYTES: usize = PANEL_COLUMNS * 4;

/** Transposes four vectors from rows to columns: lane `i` of vector `j` goes to `to + i × stride + j × 4 bytes`. */
// @ts-ignore: decorator
@inline
export function storeTransposed(to: usize, stride: usize, r0: v128, r1: v128, r2: v128, r3: v128): void {
  const a = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
  const b = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
  const c = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
  const d = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(a, b, 0, 2));
  v128.store(to + stride, v128.shuffle<i64>(a, b, 1, 3));
  v128.store(to + 2 * stride, v128.shuffle<i64>(c, d, 0, 2));
  v128.store(to + 3 * stride, v128.shuffle<i64>(c, d, 1, 3));
}

/**
 * Packs contiguous lines of `depth` numbers, `stride` bytes apart, as [depth][width], with `step` bytes from one k to the
 * next. Of `padded` lines, a multiple of four, only `lines` exist; the rest repeat the last.
 */
function packAcross(from: usize, stride: usize, lines: i32, padded: i32, depth: i32, to: usize, step: usize): void {
  for (let line = 0; line < padded; line += 4) {
    const at0 = from + <usize>min(line, lines - 1) * stride, at1 = from + <usize>min(line + 1, lines - 1) * stride;
    const at2 = from + <usize>min(line + 2, lines - 1) * stride, at3 = from + <usize>min(line + 3, lines - 1) * stride;
    let target = to + (<usize>line << 2);
    let k: usize = 0;
    const end = <usize>depth << 2;
    for (; k + 16 <= end; k += 16) {
      storeTransposed(target, step, v128.load(at0 + k), v128.load(at1 + k), v128.load(at2 + k), v128.load(at3 + k));
      target += 4 * step;
    }
    for (; k < end; k += 4) {
      store<f32>(target, load<f32>(at0 + k));
      store<f32>(target, load<f32>(at1 + k), 4);
      store<f32>(target, load<f32>(at2 + k), 8);
      store<f32>(target, load<f32>(at3 + k), 12);
      target += step;
    }
  }
}

/** Packs `depth` lines of `width` (8, 12 or 16) contiguous numbers, `stride` bytes apart, as [depth][width]; only `columns` exist. */
function packAlong(from: usize, stride: usize, columns: i32, depth: i32, width: i32, to: usize, step: usize): void {
  if (columns == width) {
    packLines(from, stride, 1, depth, width, to, step);
    return;
  }
  const zero = f32x4.splat(0);
  for (let k = 0; k < depth; k++) {
    for (let c: usize = 0; c < <usize>width << 2; c += 16) v128.store(to + c, zero);
    for (let c = 0; c < columns; c++) store<f32>(to + (<usize>c << 2), load<f32>(from + (<usize>c << 2)));
    from += stride;
    to += step;
  }
}

/** Packs several panels side by side, line by line, so that memory is read in order. */
function packLines(from: usize, stride: usize, panels: i32, depth: i32, width: i32, to: usize, step: usize): void {
  const line = <usize>width << 2;
  const panelBytes = <usize>depth * step;
  for (let k = 0; k < depth; k++) {
    const end = from + <usize>panels * line;
    let target = to;
    for (let at = from; at < end; at += line) {
      v128.store(target, v128.load(at));
      v128.store(target, v128.load(at, 16), 16);
      if (width > 8) v128.store(target, v128.load(at, 32), 32);
      if (width > 12) v128.store(target, v128.load(at, 48), 48);
      target += panelBytes;
    }
    from += stride;
    to += step;
  }
}

/**
 * Packs `count` rows (of the left operand, width GROUP_ROWS) or columns (of the right one, PANEL_COLUMNS), `depth` deep, starting at `from`.
 * Neighbors in memory are neighbors across the panel if `along`, else neighbors in depth.
 */
export function pack(from: usize, stride: usize, along: bool, count: i32, depth: i32, width: i32, to: usize): void {
  const step = <usize>width << 2;
  let first = 0;
  if (along) {
    first = count / width * width;
    packLines(from, stride, count / width, depth, width, to, step);
  }
  for (; first < count; first += width) {
    const present = min(width, count - first);
    const target = to + <usize>(first * depth << 2);
    if (along) packAlong(from + (<usize>first << 2), stride, present, depth, width, target, step);
    else packAcross(from + <usize>first * stride, stride, present, padded(present, width), depth, target, step);
  }
}

/** Tiles read no more rows of a left group than they need, and all columns of a panel. */
// @ts-ignore: decorator
@inline
function padded(count: i32, width: i32): i32 {
  return width == GROUP_ROWS ? (count + 3) & ~3 : width;
}

/** Packs rows of a left operand that lie `stride` bytes apart. */
export function packRows(from: usize, stride: usize, rows: i32, depth: i32, to: usize): void {
  pack(from, stride, false, rows, depth, GROUP_ROWS, to);
}

/** Bytes of packed rows of the left operand, including those that a tile may read past the last row. */
export function packedRowsBytes(rows: i32, depth: i32): usize {
  return (<usize>((rows + GROUP_ROWS - 1) / GROUP_ROWS * GROUP_ROWS * depth) << 2) + 64;
}

/**
 * One thread's share of a right operand's panels.
 *
 * @param blocks matrices of this shape, `blockStep` bytes apart (the gates of a kernel). Their panels follow one another:
 *   [block][panel][k][PANEL_COLUMNS]; or, `interleaved`, those of the same columns are side by side: [panel][k][block][PANEL_COLUMNS]
 */
export function packPanels(
  from: usize, stride: usize, along: bool, columns: i32, depth: i32, to: usize, blocks: i32, blockStep: usize, interleaved: bool,
  thread: i32, threads: i32,
): void {
  const panels = (columns + PANEL_COLUMNS - 1) / PANEL_COLUMNS;
  const range = share(panels * blocks, 1, thread, threads);
  const last = <i32>(range >> 32);
  const line = PANEL_BYTES;
  const step = interleaved ? line * <usize>blocks : line;
  for (let index = <i32>(range & 0xffffffff); index < last; index++) {
    const panel = index % panels;
    const block = index / panels;
    const column = panel * PANEL_COLUMNS;
    const count = min(PANEL_COLUMNS, columns - column);
    const target = interleaved
      ? to + <usize>(panel * depth * blocks + block) * line
      : to + <usize>(index * depth) * line;
    const source = from + <usize>block * blockStep + <usize>column * (along ? 4 : stride);
    if (along) packAlong(source, stride, count, depth, PANEL_COLUMNS, target, step);
    else packAcross(source, stride, count, PANEL_COLUMNS, depth, target, step);
  }
}
