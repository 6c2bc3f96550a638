//! Matrices in scratch, for jobs that process one head of one sequence at a time. Their rows are padded with zeros to whole lines of
//! 16 numbers, so that loops take a line at a time and need no tails.

use std::ptr::{copy_nonoverlapping, write_bytes};

/// Numbers in a line of scratch.
pub const LANES: usize = 16;
pub type Lanes = [f32; LANES];
pub const ZERO: Lanes = [0.0; LANES];

/// Numbers in a row of scratch that holds `count`.
pub const fn padded(count: usize) -> usize {
    count.next_multiple_of(LANES)
}

#[inline(always)]
pub unsafe fn line(at: *const f32) -> Lanes {
    unsafe { *at.cast() }
}

#[inline(always)]
pub unsafe fn put(at: *mut f32, lanes: Lanes) {
    unsafe { *at.cast() = lanes }
}

/// a × b + c
#[inline(always)]
pub fn madd(a: Lanes, b: Lanes, c: Lanes) -> Lanes {
    let mut to = c;
    for i in 0..LANES {
        to[i] = a[i].mul_add(b[i], c[i]);
    }
    to
}

#[inline(always)]
pub fn mul(a: Lanes, b: Lanes) -> Lanes {
    let mut to = a;
    for i in 0..LANES {
        to[i] = a[i] * b[i];
    }
    to
}

#[inline(always)]
pub fn sub(a: Lanes, b: Lanes) -> Lanes {
    let mut to = a;
    for i in 0..LANES {
        to[i] = a[i] - b[i];
    }
    to
}

/// Copies contiguous rows of `columns` numbers to rows of scratch.
#[inline(always)]
pub unsafe fn load_rows(from: *const f32, rows: usize, columns: usize, to: *mut f32) {
    unsafe {
        let step = padded(columns);
        for i in 0..rows {
            copy_nonoverlapping(from.add(i * columns), to.add(i * step), columns);
            write_bytes(to.add(i * step + columns), 0, step - columns);
        }
    }
}

/// The inverse of `load_rows`.
#[inline(always)]
pub unsafe fn store_rows(from: *const f32, rows: usize, columns: usize, to: *mut f32) {
    unsafe {
        for i in 0..rows {
            copy_nonoverlapping(from.add(i * padded(columns)), to.add(i * columns), columns);
        }
    }
}

/// Transposes contiguous rows of `columns` numbers into `columns` rows of scratch.
#[inline(always)]
pub unsafe fn load_transposed(from: *const f32, rows: usize, columns: usize, to: *mut f32) {
    unsafe {
        let step = padded(rows);
        write_bytes(to, 0, columns * step);
        for i in 0..rows {
            for j in 0..columns {
                *to.add(j * step + i) = *from.add(i * columns + j);
            }
        }
    }
}

/// to = factor × x, rows of scratch.
#[inline(always)]
pub unsafe fn scale_row(factor: f32, x: *const f32, to: *mut f32, count: usize) {
    unsafe {
        for j in (0..count).step_by(LANES) {
            put(to.add(j), mul([factor; LANES], line(x.add(j))));
        }
    }
}

/// Σ a × b of rows of scratch: sixteen sums, then four, then one, as the WebAssembly engine does.
#[inline(always)]
pub unsafe fn dot(a: *const f32, b: *const f32, count: usize) -> f32 {
    unsafe {
        let mut sums = ZERO;
        for j in (0..count).step_by(LANES) {
            sums = madd(line(a.add(j)), line(b.add(j)), sums);
        }
        let four = [0, 1, 2, 3].map(|i| sums[i] + sums[4 + i] + (sums[8 + i] + sums[12 + i]));
        four[0] + four[1] + (four[2] + four[3])
    }
}
