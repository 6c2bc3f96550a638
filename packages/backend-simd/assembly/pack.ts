import { share } from './share';
import { PANEL_VECTORS } from './variant';

// Operands of a product are copied into panels first, so that the inner loop reads memory in order.
//   left  operand: tiles  of 4 rows,    [tile][k][4]
//   right operand: panels of 8 or 16 columns, [panel][k][PANEL_COLUMNS]
// Rows and columns beyond the edge are zero.

// @ts-ignore: decorator
@inline
export const TILE_ROWS: i32 = 4;
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

/**
 * `width` (4, 8 or 16) lines of `depth` numbers, each line contiguous and `stride` bytes from the next, become [depth][width].
 * Only `lines` of them exist.
 */
function packAcross(from: usize, stride: usize, lines: i32, depth: i32, width: i32, to: usize): void {
  const step = <usize>width << 2;
  if (lines < width) memory.fill(to, 0, <usize>depth * step);
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

/** `depth` lines of `width` (4, 8 or 16) contiguous numbers, `stride` bytes apart, become [depth][width]; only `columns` exist. */
function packAlong(from: usize, stride: usize, columns: i32, depth: i32, width: i32, to: usize): void {
  const step = <usize>width << 2;
  if (columns == width) {
    for (let k = 0; k < depth; k++) {
      v128.store(to, v128.load(from));
      for (let c: usize = 16; c < step; c += 16) v128.store(to + c, v128.load(from + c));
      from += stride;
      to += step;
    }
    return;
  }
  memory.fill(to, 0, <usize>depth * step);
  for (let k = 0; k < depth; k++) {
    for (let c = 0; c < columns; c++) store<f32>(to + (<usize>c << 2), load<f32>(from + (<usize>c << 2)));
    from += stride;
    to += step;
  }
}

/**
 * Packs `count` rows (of the left operand, width 4) or columns (of the right one, PANEL_COLUMNS), `depth` deep, starting at `from`.
 * `along`: neighbours in memory are neighbours across the panel; else they are neighbours in depth.
 */
export function pack(from: usize, stride: usize, along: bool, count: i32, depth: i32, width: i32, to: usize): void {
  for (let first = 0; first < count; first += width) {
    const present = min(width, count - first);
    if (along) packAlong(from + (<usize>first << 2), stride, present, depth, width, to);
    else packAcross(from + <usize>first * stride, stride, present, depth, width, to);
    to += <usize>depth * (<usize>width << 2);
  }
}

/**
 * One thread's share of a right operand's panels.
 *
 * @param blocks matrices of this shape, `blockStep` bytes apart, whose panels follow one another (the gates of a kernel)
 */
export function packPanels(
  from: usize, stride: usize, along: bool, columns: i32, depth: i32, to: usize, blocks: i32, blockStep: usize,
  thread: i32, threads: i32,
): void {
  const panels = (columns + PANEL_COLUMNS - 1) / PANEL_COLUMNS;
  const range = share(panels * blocks, 1, thread, threads);
  const last = <i32>(range >> 32);
  const across: usize = along ? 4 : stride;
  for (let panel = <i32>(range & 0xffffffff); panel < last; panel++) {
    const column = (panel % panels) * PANEL_COLUMNS;
    const block = from + <usize>(panel / panels) * blockStep;
    const count = min(PANEL_COLUMNS, columns - column);
    pack(block + <usize>column * across, stride, along, count, depth, PANEL_COLUMNS, to + <usize>(panel * depth * PANEL_COLUMNS) * 4);
  }
}
