use crate::jobs::args::Limit;
use crate::simd::Simd;
use std::hint::black_box;

/// Each thread multiplies and adds `turns` × `S::LIMIT_SUMS` times in registers: what no product can be faster than.
#[inline(always)]
pub unsafe fn limit<S: Simd>(job: &Limit, thread: usize, _threads: usize) {
    unsafe { S::limit(job.turns, job.to.add(16 * thread)) }
}

/// `Simd::limit` in vectors.
#[inline(always)]
pub unsafe fn limit_in_vectors<S: Simd>(turns: usize, to: *mut f32) {
    /// `Simd::LIMIT_SUMS` of all that have vectors.
    const SUMS: usize = 12;
    const { assert!(SUMS == S::LIMIT_SUMS) }
    unsafe {
        // Numbers that the compiler does not know, or it would find a shorter way.
        let (a, b) = (S::splat(black_box(1.0)), S::splat(black_box(0.5)));
        let mut sums = [S::splat(0.0); SUMS];
        for i in 0..SUMS {
            sums[i] = black_box(S::splat(i as f32));
        }
        for _ in 0..turns {
            for sum in &mut sums {
                *sum = S::madd(a, b, *sum);
            }
        }
        // Every one is kept, or the compiler would leave it out.
        S::store(to, black_box(sums)[0]);
    }
}
