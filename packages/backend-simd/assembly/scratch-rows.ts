import { madd, sumLanes } from './math';

// Matrices in scratch, for jobs that process one head of one sequence at a time. Their rows are padded with zeros to whole lines of
// 16 numbers, so that loops take eight numbers at a time and need no tails.

/** Numbers in a row of scratch that holds `count`. */
// @ts-ignore: decorator
@inline
export function padded(count: i32): i32 {
  return (count + 15) & ~15;
}

/** Copies contiguous rows of `columns` numbers to rows of scratch. */
export function loadRows(from: usize, rows: i32, columns: i32, to: usize): void {
  const bytes = <usize>columns << 2, step = <usize>padded(columns) << 2;
  for (let i = 0; i < rows; i++) {
    memory.copy(to, from, bytes);
    memory.fill(to + bytes, 0, step - bytes);
    from += bytes;
    to += step;
  }
}

/** The inverse of `loadRows`. */
export function storeRows(from: usize, rows: i32, columns: i32, to: usize): void {
  const bytes = <usize>columns << 2, step = <usize>padded(columns) << 2;
  for (let i = 0; i < rows; i++) {
    memory.copy(to, from, bytes);
    from += step;
    to += bytes;
  }
}

/** Transposes contiguous rows of `columns` numbers into `columns` rows of scratch. */
export function loadTransposed(from: usize, rows: i32, columns: i32, to: usize): void {
  const step = <usize>padded(rows) << 2;
  memory.fill(to, 0, <usize>columns * step);
  for (let i: usize = 0; i < <usize>rows << 2; i += 4) {
    for (let j = 0; j < columns; j++) {
      store<f32>(to + i + <usize>j * step, load<f32>(from));
      from += 4;
    }
  }
}

/** to = factor × x, over `bytes`, a multiple of 32. */
export function scaleRow(factor: f32, x: usize, to: usize, bytes: usize): void {
  const by = f32x4.splat(factor);
  for (let j: usize = 0; j < bytes; j += 16) v128.store(to + j, f32x4.mul(by, v128.load(x + j)));
}

/** Σ a × b over `bytes`, a multiple of 64: sixteen sums, then four, then one. */
export function dot(a: usize, b: usize, bytes: usize): f32 {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let j: usize = 0; j < bytes; j += 64) {
    s0 = madd(v128.load(a + j), v128.load(b + j), s0); s1 = madd(v128.load(a + j, 16), v128.load(b + j, 16), s1);
    s2 = madd(v128.load(a + j, 32), v128.load(b + j, 32), s2); s3 = madd(v128.load(a + j, 48), v128.load(b + j, 48), s3);
  }
  return sumLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
}

/** Σ x over `bytes`, a multiple of 16. */
export function sumRow(x: usize, bytes: usize): f32 {
  let sums = f32x4.splat(0);
  for (let j: usize = 0; j < bytes; j += 16) sums = f32x4.add(sums, v128.load(x + j));
  return sumLanes(sums);
}
