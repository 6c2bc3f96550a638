use crate::jobs::args::Limit;
use crate::simd::Simd;

/// Sums that are added to in turn: as many as a tile has, so that none waits for the one before.
pub const LIMIT_SUMS: usize = 12;

/// Each thread multiplies and adds `turns` × `LIMIT_SUMS` vectors in registers: what no product can be faster than.
#[inline(always)]
pub unsafe fn limit<S: Simd>(job: &Limit, thread: usize, _threads: usize) {
    unsafe {
        let (a, b) = (S::splat(1.0), S::splat(0.5));
        let mut sums = [S::splat(0.0); LIMIT_SUMS];
        for _ in 0..job.turns {
            for sum in &mut sums {
                *sum = S::madd(a, b, *sum);
            }
        }
        // Kept, or the compiler would leave it out.
        for sum in sums {
            S::store(job.to.add(16 * thread), sum);
        }
    }
}
