use crate::jobs::args::Limit;
use crate::simd::Simd;
use std::hint::black_box;

/// Sums that are added to in turn: as many as a tile has, so that none waits for the one before.
pub const LIMIT_SUMS: usize = 12;

/// Each thread multiplies and adds `turns` × `LIMIT_SUMS` vectors in registers: what no product can be faster than.
#[inline(always)]
pub unsafe fn limit<S: Simd>(job: &Limit, thread: usize, _threads: usize) {
    unsafe {
        // Numbers that the compiler does not know, or it would find a shorter way.
        let (a, b) = (S::splat(black_box(1.0)), S::splat(black_box(0.5)));
        let mut sums = [S::splat(0.0); LIMIT_SUMS];
        for i in 0..LIMIT_SUMS {
            sums[i] = black_box(S::splat(i as f32));
        }
        for _ in 0..job.turns {
            for sum in &mut sums {
                *sum = S::madd(a, b, *sum);
            }
        }
        // Every one is kept, or the compiler would leave it out.
        S::store(job.to.add(16 * thread), black_box(sums)[0]);
    }
}
