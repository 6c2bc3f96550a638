//! Products of unpacked matrices in scratch, too small to be worth packing. Products of whole ops are in `products`.

use super::scratch_rows::{LANES, Lanes, ZERO, line, madd, put};

/// A matrix whose rows are `row` numbers apart, and the numbers within a row `step` apart.
#[derive(Clone, Copy)]
pub struct Left {
    pub at: *const f32,
    pub row: usize,
    pub step: usize,
}

/// A matrix whose rows are whole lines, `row` numbers apart.
#[derive(Clone, Copy)]
pub struct Rows<P> {
    pub at: P,
    pub row: usize,
}

/// C (M, N) = A (M, depth) × B (depth, N), or C += …; each sum runs along the depth, one number after the other. N fills whole lines.
#[inline(always)]
pub unsafe fn small_product(
    [M, N, depth]: [usize; 3],
    a: Left,
    b: Rows<*const f32>,
    c: Rows<*mut f32>,
    accumulate: bool,
) {
    unsafe {
        for j in (0..N).step_by(LANES) {
            let b = Rows { at: b.at.add(j), ..b };
            let mut i = 0;
            macro_rules! rows {
                ($rows:literal) => {
                    for _ in 0..(M - i) / $rows {
                        let a = Left { at: a.at.add(i * a.row), ..a };
                        tile::<$rows>(depth, a, b, Rows { at: c.at.add(i * c.row + j), ..c }, accumulate);
                        i += $rows;
                    }
                };
            }
            rows!(6);
            rows!(2);
            rows!(1);
        }
    }
}

/// One line of each of `ROWS` rows, with the sums in registers.
#[inline(always)]
unsafe fn tile<const ROWS: usize>(depth: usize, a: Left, b: Rows<*const f32>, c: Rows<*mut f32>, accumulate: bool) {
    unsafe {
        let mut sums: [Lanes; ROWS] = [ZERO; ROWS];
        if accumulate {
            for i in 0..ROWS {
                sums[i] = line(c.at.add(i * c.row));
            }
        }
        for d in 0..depth {
            let right = line(b.at.add(d * b.row));
            for i in 0..ROWS {
                sums[i] = madd([*a.at.add(i * a.row + d * a.step); LANES], right, sums[i]);
            }
        }
        for i in 0..ROWS {
            put(c.at.add(i * c.row), sums[i]);
        }
    }
}
