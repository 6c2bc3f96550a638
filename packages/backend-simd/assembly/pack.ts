import { share } from './share';
import { PANEL_VECTORS } from './variant';

// Operands of a product are copied into panels first, so that the inner loop reads memory in order.
//   left  operand: groups of 12 rows,   [group][k][GROUP_ROWS]
//   right operand: panels of 8 or 16 columns, [panel][k][PANEL_COLUMNS]
// Rows and columns beyond the edge are zero.

// @ts-ignore: decorator
@inline
export const TILE_ROWS: i32 = 4;
/** A whole number of tiles, whether of six rows or of four. */
// @ts-ignore: decorator
@inline
export const GROUP_ROWS: i32 = 12;
// @ts-ignore: decorator
@inline
export const PANEL_COLUMNS: i32 = PANEL_VECTORS * 4;

/** Four vectors as rows become four columns: lane `i` of vector `j` goes to `to + i × stride + j × 4 bytes`. */
// @ts-ignore: decorator
@inline
function storeTransposed(to: usize, stride: usize, r0: v128, r1: v128, r2: v128, r3: v128): void {
  const a = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
  const b = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
  const c = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
  const d = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(a, b, 0, 2));
  v128.store(to + stride, v128.shuffle<i64>(a, b, 1, 3));
  v128.store(to + 2 * stride, v128.shuffle<i64>(c, d, 0, 2));
  v128.store(to + 3 * stride, v128.shuffle<i64>(c, d, 1, 3));
}

function clear(depth: i32, width: i32, to: usize, step: usize): void {
  for (let k = 0; k < depth; k++) memory.fill(to + <usize>k * step, 0, <usize>width << 2);
}

/**
 * `width` (8, 12 or 16) lines of `depth` numbers, each line contiguous and `stride` bytes from the next, become [depth][width].
 * Only `lines` of them exist; `step` bytes from one k to the next.
 */
function packAcross(from: usize, stride: usize, lines: i32, depth: i32, width: i32, to: usize, step: usize): void {
  if (lines < width) clear(depth, width, to, step);
  for (let line = 0; line < lines; line += 4) {
    const source = from + <usize>line * stride;
    const target = to + (<usize>line << 2);
    let k = 0;
    if (line + 4 <= lines) {
      for (; k + 4 <= depth; k += 4) {
        const at = source + (<usize>k << 2);
        storeTransposed(
          target + <usize>k * step,
          step,
          v128.load(at),
          v128.load(at + stride),
          v128.load(at + 2 * stride),
          v128.load(at + 3 * stride),
        );
      }
    }
    const count = min(4, lines - line);
    for (; k < depth; k++) {
      for (let l = 0; l < count; l++) {
        store<f32>(target + <usize>k * step + (<usize>l << 2), load<f32>(source + <usize>l * stride + (<usize>k << 2)));
      }
    }
  }
}

/** `depth` lines of `width` (8, 12 or 16) contiguous numbers, `stride` bytes apart, become [depth][width]; only `columns` exist. */
function packAlong(from: usize, stride: usize, columns: i32, depth: i32, width: i32, to: usize, step: usize): void {
  if (columns == width) {
    packLines(from, stride, 1, depth, width, to, step);
    return;
  }
  clear(depth, width, to, step);
  for (let k = 0; k < depth; k++) {
    for (let c = 0; c < columns; c++) store<f32>(to + (<usize>c << 2), load<f32>(from + (<usize>c << 2)));
    from += stride;
    to += step;
  }
}

/** The same for several panels side by side: line by line, so that memory is read in order. */
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
 * `along`: neighbours in memory are neighbours across the panel; else they are neighbours in depth.
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
    else packAcross(from + <usize>first * stride, stride, present, depth, width, target, step);
  }
}

/** Packs rows of a left operand that lie `stride` bytes apart. */
export function packRows(from: usize, stride: usize, rows: i32, depth: i32, to: usize): void {
  pack(from, stride, false, rows, depth, GROUP_ROWS, to);
}

/** Bytes of as many packed rows of the left operand, with what a tile may read beyond the last. */
export function groupBytes(rows: i32, depth: i32): usize {
  return (<usize>((rows + GROUP_ROWS - 1) / GROUP_ROWS * GROUP_ROWS * depth) << 2) + 64;
}

/**
 * One thread's share of a right operand's panels.
 *
 * @param blocks matrices of this shape, `blockStep` bytes apart (the gates of a kernel). Their panels follow one another:
 *   [block][panel][k][PANEL_COLUMNS]; or, `interleaved`, those of the same columns stand side by side: [panel][k][block][PANEL_COLUMNS]
 */
export function packPanels(
  from: usize, stride: usize, along: bool, columns: i32, depth: i32, to: usize, blocks: i32, blockStep: usize, interleaved: bool,
  thread: i32, threads: i32,
): void {
  const panels = (columns + PANEL_COLUMNS - 1) / PANEL_COLUMNS;
  const range = share(panels * blocks, 1, thread, threads);
  const last = <i32>(range >> 32);
  const line: usize = PANEL_COLUMNS * 4;
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
    else packAcross(source, stride, count, depth, PANEL_COLUMNS, target, step);
  }
}
