import { GROUP_BYTES, GROUP_ROWS, PANEL_BYTES, PANEL_COLUMNS, TILE_ROWS } from './pack';
import { flatTile, tallTile, tile } from './tile';

// Products of packed rows with packed panels, tile by tile.

// @ts-ignore: decorator
@inline
const TALL_ROWS: i32 = 6;

/** Scratch bytes of `panelProduct`. */
// @ts-ignore: decorator
@inline
export const EDGE_BYTES: usize = TILE_ROWS * PANEL_BYTES;

/**
 * A tile of which only `rows` × `columns` exist, computed in `edge`, a tile of scratch. Results for rows past its group, or for columns
 * past the edge, are dropped.
 */
function edgeTile(
  left: usize, right: usize, depth: i32, rows: i32, columns: i32,
  from: usize, fromStride: usize, tokens: usize, to: usize, toStride: usize, edge: usize,
): void {
  const bytes = <usize>columns << 2;
  memory.fill(edge, 0, EDGE_BYTES);
  for (let i = 0; i < rows; i++) memory.copy(edge + <usize>i * PANEL_BYTES, start(from, fromStride, tokens, i), bytes);
  const e1 = edge + PANEL_BYTES, e2 = e1 + PANEL_BYTES, e3 = e2 + PANEL_BYTES;
  tile(left, right, depth, edge, e1, e2, e3, edge, PANEL_BYTES);
  for (let i = 0; i < rows; i++) memory.copy(to + <usize>i * toStride, edge + <usize>i * PANEL_BYTES, bytes);
}

/** Address of the initial values of row `i`: its own row of `from`, or the one that `tokens` picks */
// @ts-ignore: decorator
@inline
function start(from: usize, fromStride: usize, tokens: usize, i: i32): usize {
  return from + (tokens == 0 ? <usize>i : <usize>load<i32>(tokens + (<usize>i << 2))) * fromStride;
}

/**
 * Some rows × one panel: `to` = start + left × panel.
 *
 * @param left packed in groups, of which `rows` exist; @param panel packed, `depth` deep, of which `columns` exist
 * @param from initial values of the rows, `fromStride` bytes apart (0: the same for each); may be `to`
 * @param tokens 0, or for each row the index of the row of `from` that it starts from
 * @param edge `EDGE_BYTES` of scratch
 */
export function panelProduct(
  left: usize, panel: usize, depth: i32, rows: i32, columns: i32,
  from: usize, fromStride: usize, tokens: usize, to: usize, toStride: usize, edge: usize,
): void {
  const groupBytes = <usize>depth * GROUP_BYTES;
  for (let first = 0; first < rows; first += GROUP_ROWS) {
    const last = min(rows, first + GROUP_ROWS);
    let i = first;
    // Address of row i in the group.
    let l = left;
    if (columns >= PANEL_COLUMNS) {
      if (ASC_FEATURE_RELAXED_SIMD) {
        // With a single panel, eight rows are better split into two tiles of four.
        for (; last - i >= TALL_ROWS && last - i != 8; i += TALL_ROWS) {
          const s0 = start(from, fromStride, tokens, i), s1 = start(from, fromStride, tokens, i + 1);
          const s2 = start(from, fromStride, tokens, i + 2), s3 = start(from, fromStride, tokens, i + 3);
          const s4 = start(from, fromStride, tokens, i + 4), s5 = start(from, fromStride, tokens, i + 5);
          tallTile(l, panel, depth, s0, s1, s2, s3, s4, s5, to + <usize>i * toStride, toStride);
          l += TALL_ROWS * 4;
        }
      }
      for (; last - i >= TILE_ROWS; i += TILE_ROWS) {
        const s0 = start(from, fromStride, tokens, i), s1 = start(from, fromStride, tokens, i + 1);
        const s2 = start(from, fromStride, tokens, i + 2), s3 = start(from, fromStride, tokens, i + 3);
        tile(l, panel, depth, s0, s1, s2, s3, to + <usize>i * toStride, toStride);
        l += TILE_ROWS * 4;
      }
    }
    for (; i < last; i += TILE_ROWS) {
      const picked: usize = tokens == 0 ? 0 : tokens + (<usize>i << 2);
      edgeTile(
        l, panel, depth, min(last - i, TILE_ROWS), min(columns, PANEL_COLUMNS),
        tokens == 0 ? from + <usize>i * fromStride : from, fromStride, picked, to + <usize>i * toStride, toStride, edge,
      );
      l += TILE_ROWS * 4;
    }
    left += groupBytes;
  }
}

/**
 * One group of rows × all panels, as `panelProduct` for each.
 *
 * @param rows at most GROUP_ROWS; @param panels packed, `depth` deep, one after the other, of which `columns` exist
 */
export function groupProduct(
  left: usize, panels: usize, depth: i32, rows: i32, columns: i32,
  from: usize, fromStride: usize, tokens: usize, to: usize, toStride: usize, edge: usize,
): void {
  let j = 0;
  if (ASC_FEATURE_RELAXED_SIMD && rows == 8) {
    for (; columns - j >= 2 * PANEL_COLUMNS; j += 2 * PANEL_COLUMNS) {
      const column = <usize>j << 2;
      eightRows(left, panels + column * <usize>depth, depth, from + column, fromStride, tokens, to + column, toStride);
    }
  }
  for (; j < columns; j += PANEL_COLUMNS) {
    const column = <usize>j << 2;
    panelProduct(
      left, panels + column * <usize>depth, depth, rows, columns - j,
      from + column, fromStride, tokens, to + column, toStride, edge,
    );
  }
}

/**
 * Eight rows × two whole panels, as `panelProduct` for each. Two tiles of four rows have too few accumulators to hide the latency; here
 * six rows of each panel are tall tiles, and the last two of both are one flat tile.
 */
function eightRows(
  left: usize, panel: usize, depth: i32,
  from: usize, fromStride: usize, tokens: usize, to: usize, toStride: usize,
): void {
  const other = panel + <usize>depth * PANEL_BYTES;
  const s0 = start(from, fromStride, tokens, 0), s1 = start(from, fromStride, tokens, 1);
  const s2 = start(from, fromStride, tokens, 2), s3 = start(from, fromStride, tokens, 3);
  const s4 = start(from, fromStride, tokens, 4), s5 = start(from, fromStride, tokens, 5);
  tallTile(left, panel, depth, s0, s1, s2, s3, s4, s5, to, toStride);
  const line = PANEL_BYTES;
  tallTile(left, other, depth, s0 + line, s1 + line, s2 + line, s3 + line, s4 + line, s5 + line, to + line, toStride);
  const s6 = start(from, fromStride, tokens, 6), s7 = start(from, fromStride, tokens, 7);
  flatTile(left + TALL_ROWS * 4, panel, other, depth, s6, s7, to + TALL_ROWS * toStride, toStride);
}
