#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
use crate::amx;
use crate::jobs::{self, JOBS, Run};
use crate::pool::Pool;
use crate::products::{matmul_scratch_bytes, panel_bytes, panel_columns};
use crate::simd::Simd;

/// Type that operands of products are rounded to; sums, gates and everything else are float32.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Precision {
    Float32,
    Bfloat16,
}

/// Sizes of job inputs that depend on the instruction set.
#[derive(Clone, Copy)]
pub struct Sizes {
    pub panel_columns: usize,
    pub panel_bytes: fn(columns: usize, depth: usize) -> usize,
    pub matmul_scratch_bytes: usize,
    pub recurrent_scratch_bytes: fn(units: usize) -> usize,
    pub generate_scratch_bytes: fn(rows: usize, units: usize, characters: usize) -> usize,
}

#[derive(Clone, Copy)]
pub struct InstructionSet {
    pub name: &'static str,
    pub precision: Precision,
    is_here: fn() -> bool,
    pub run: Run,
    pub sizes: Sizes,
}

fn sizes_of<S: Simd>() -> Sizes {
    Sizes {
        panel_columns: panel_columns::<S>(),
        panel_bytes: panel_bytes::<S>,
        matmul_scratch_bytes: matmul_scratch_bytes::<S>(),
        recurrent_scratch_bytes: jobs::recurrent_scratch_bytes::<S>,
        generate_scratch_bytes: jobs::generate_scratch_bytes::<S>,
    }
}

impl InstructionSet {
    fn new<S: Simd>(name: &'static str, is_here: fn() -> bool, run: Run) -> Self {
        let precision = if S::PER_WORD == 1 { Precision::Float32 } else { Precision::Bfloat16 };
        InstructionSet { name, precision, is_here, run, sizes: sizes_of::<S>() }
    }

    /// All instruction sets of this build, fastest first.
    #[cfg(target_arch = "x86_64")]
    pub fn all() -> Vec<InstructionSet> {
        use crate::simd::{Avx2, Avx512, Avx512Bf16};
        let has_avx512 = || {
            is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("fma")
        };
        let has_avx2 = || is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        let has_bf16 = || is_x86_feature_detected!("avx512bf16") && is_x86_feature_detected!("avx512vl");
        vec![
            Self::new::<Avx512>("avx512", has_avx512, jobs::run_avx512),
            Self::new::<Avx2>("avx2", has_avx2, jobs::run_avx2),
            #[cfg(target_os = "linux")]
            Self::new::<amx::Amx<Avx512Bf16, amx::Processor>>("amx-bf16", amx::is_here, jobs::run_amx_bf16),
            Self::new::<Avx512Bf16>("avx512-bf16", has_bf16, jobs::run_avx512_bf16),
        ]
    }

    #[cfg(target_arch = "aarch64")]
    pub fn all() -> Vec<InstructionSet> {
        vec![Self::new::<crate::simd::Neon>("neon", || true, jobs::run_neon)]
    }

    /// Plain code, first in float32, then in bfloat16.
    #[cfg(test)]
    pub fn plain() -> [InstructionSet; 2] {
        use crate::tests::plain::{Plain, PlainBfloat16};
        [
            Self::new::<Plain>("plain", || true, jobs::run_plain),
            Self::new::<PlainBfloat16>("plain-bf16", || true, jobs::run_plain_bfloat16),
        ]
    }

    /// amx-bf16 on emulated tiles: with plain code for the vectors, and also with its real vectors if this processor has them.
    #[cfg(test)]
    pub fn emulated() -> Vec<InstructionSet> {
        use crate::amx::{Amx, Emulated};
        type OnPlain = Amx<crate::tests::plain::PlainBfloat16, Emulated>;
        #[allow(unused_mut)]
        let mut all = vec![Self::new::<OnPlain>("emulated", || true, jobs::run_emulated)];
        #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
        if is_x86_feature_detected!("avx512bf16") && is_x86_feature_detected!("avx512vl") {
            type OnVectors = Amx<crate::simd::Avx512Bf16, Emulated>;
            all.push(Self::new::<OnVectors>("emulated-avx512", || true, jobs::run_emulated_avx512));
        }
        all
    }

    /// Instruction sets that this processor has.
    pub fn available() -> Vec<InstructionSet> {
        Self::all().into_iter().filter(|set| (set.is_here)()).collect()
    }
}

/// A thread pool and an instruction set.
pub struct Engine {
    pool: Pool,
    pub set: InstructionSet,
}

impl Engine {
    pub fn new(set: InstructionSet, threads: usize) -> Result<Self, String> {
        Ok(Engine { pool: Pool::new(threads)?, set })
    }

    pub fn threads(&self) -> usize {
        self.pool.threads()
    }

    /// Runs one job in `shares` shares on the first `threads` threads and returns when it is done, with an error if a share failed. The result
    /// depends on the shares, not on which thread runs which. Shares of `generate` wait for each other, so each needs its own thread.
    ///
    /// # Safety
    /// Every address among the words points to memory as large as the job expects.
    pub unsafe fn run(&self, kind: usize, words: &[f64], shares: usize, threads: usize) -> Result<(), String> {
        let job = JOBS.get(kind).ok_or_else(|| format!("there is no job {kind}"))?;
        if words.len() < job.words.len() {
            return Err(format!("{} takes {} words, got {}", job.name, job.words.len(), words.len()));
        }
        let (run, words) = (self.set.run, words.as_ptr() as usize);
        let (shares, threads) = (shares.clamp(1, self.threads()), threads.clamp(1, self.threads()));
        self.pool.run(shares, threads, &|share, shares| unsafe { run(kind, words as *const f64, share, shares) })
    }
}
