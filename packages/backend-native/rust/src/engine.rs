use crate::jobs::{self, JOBS, Run};
use crate::pool::Pool;
use crate::products::{LIMIT_SUMS, matmul_scratch_bytes, panel_bytes, panel_columns};
use crate::simd::Simd;

/// What operands of products are rounded to; sums, gates and all else are float32.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Precision {
    Float32,
    Bfloat16,
}

/// Sizes that depend on an instruction set, of what its jobs are given.
#[derive(Clone, Copy)]
pub struct Sizes {
    pub panel_columns: usize,
    /// Additions and multiplications in a turn of the job `limit`, for each thread.
    pub limit_operations: usize,
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
    run: Run,
    pub sizes: Sizes,
}

fn sizes_of<S: Simd>() -> Sizes {
    Sizes {
        panel_columns: panel_columns::<S>(),
        limit_operations: 2 * LIMIT_SUMS * S::LANES * S::PER_WORD,
        panel_bytes: panel_bytes::<S>,
        matmul_scratch_bytes: matmul_scratch_bytes::<S>(),
        recurrent_scratch_bytes: jobs::recurrent_scratch_bytes::<S>,
        generate_scratch_bytes: jobs::generate_scratch_bytes::<S>,
    }
}

impl InstructionSet {
    /// All that this build knows, the fastest first.
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
        vec![
            InstructionSet {
                name: "avx512",
                precision: Precision::Float32,
                is_here: has_avx512,
                run: jobs::run_avx512,
                sizes: sizes_of::<Avx512>(),
            },
            InstructionSet {
                name: "avx2",
                precision: Precision::Float32,
                is_here: || is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
                run: jobs::run_avx2,
                sizes: sizes_of::<Avx2>(),
            },
            InstructionSet {
                name: "avx512-bf16",
                precision: Precision::Bfloat16,
                is_here: || is_x86_feature_detected!("avx512bf16") && is_x86_feature_detected!("avx512vl"),
                run: jobs::run_avx512_bf16,
                sizes: sizes_of::<Avx512Bf16>(),
            },
        ]
    }

    #[cfg(target_arch = "aarch64")]
    pub fn all() -> Vec<InstructionSet> {
        use crate::simd::Neon;
        vec![InstructionSet {
            name: "neon",
            precision: Precision::Float32,
            is_here: || true,
            run: jobs::run_neon,
            sizes: sizes_of::<Neon>(),
        }]
    }

    #[cfg(test)]
    pub fn plain() -> InstructionSet {
        InstructionSet {
            name: "plain",
            precision: Precision::Float32,
            is_here: || true,
            run: jobs::run_plain,
            sizes: sizes_of::<crate::plain::Plain>(),
        }
    }

    /// Those that this processor has.
    pub fn available() -> Vec<InstructionSet> {
        Self::all().into_iter().filter(|set| (set.is_here)()).collect()
    }
}

/// Threads and an instruction set.
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

    /// Runs one job on the first `threads` threads and returns when it is done; an error where a thread failed.
    ///
    /// # Safety
    /// The addresses among the words are of memory as large as the job says.
    pub unsafe fn run(&self, kind: usize, words: &[f64], threads: usize) -> Result<(), String> {
        let job = JOBS.get(kind).ok_or_else(|| format!("there is no job {kind}"))?;
        if words.len() < job.words.len() {
            return Err(format!("{} takes {} words, got {}", job.name, job.words.len(), words.len()));
        }
        let (run, words) = (self.set.run, words.as_ptr() as usize);
        let threads = threads.clamp(1, self.threads());
        self.pool.run(threads, &move |thread, threads| unsafe { run(kind, words as *const f64, thread, threads) })
    }
}
