//! Jobs of the engine.

pub mod args;
mod barrier;
mod causal_convolution;
mod choose;
mod elementwise;
mod gated_delta;
mod gating;
mod generate;
mod gru;
mod linear_scan;
mod lstm;
mod matrix_recurrence;
mod optimizer;
mod recurrent;
mod repeat;
mod rms_norm;
mod rnn;
mod scratch_rows;
mod small_product;
mod window_attention;

pub use barrier::watch_for_failure;
pub use generate::generate_scratch_bytes;
pub use recurrent::recurrent_scratch_bytes;

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
use crate::amx::Processor;
#[cfg(any(test, all(target_arch = "x86_64", target_os = "linux")))]
use crate::amx::{Amx, with_tiles};
use crate::products;
#[cfg(target_arch = "aarch64")]
use crate::simd::Neon;
#[cfg(target_arch = "x86_64")]
use crate::simd::{Avx2, Avx512, Avx512Bf16};
use args::*;

/// Name and words of each job, in the order of their numbers.
pub struct Declaration {
    pub name: &'static str,
    pub words: &'static [&'static str],
}

macro_rules! declare {
    (() $($job:ident $name:literal $args:ident $kernel:path;)*) => {
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy)]
        enum Kind {
            $($job,)*
        }

        pub const JOBS: &[Declaration] = &[$(Declaration { name: $name, words: $args::WORDS },)*];
    };
}
with_jobs!(declare!());

/// Runs one thread's share of a job, given the job's number and words, the thread, and the number of threads.
pub type Run = unsafe fn(usize, *const f64, usize, usize);

/// Jobs of an instruction set, for a job that runs others.
trait Dispatch {
    const RUN: Run;
}

/// Defines `run` for an instruction set, with a separate function for each job.
macro_rules! compile {
    (($run:ident $set:ty, $features:literal) $($job:ident $name:literal $args:ident $kernel:path;)*) => {
        // Within a function for sets with tiles.
        #[allow(non_local_definitions)]
        impl Dispatch for $set {
            const RUN: Run = $run;
        }

        /// # Safety
        /// The processor has this instruction set; the words are the job's, and their addresses point to memory as large as it expects.
        pub unsafe fn $run(kind: usize, words: *const f64, thread: usize, threads: usize) {
            #[allow(dead_code)]
            type S = $set;
            $(
                #[target_feature(enable = $features)]
                unsafe fn $job(words: *const f64, thread: usize, threads: usize) {
                    unsafe { $kernel(&$args::read(words), thread, threads) }
                }
            )*
            unsafe {
                match kind {
                    $(kind if kind == Kind::$job as usize => $job(words, thread, threads),)*
                    _ => unreachable!("job {kind}"),
                }
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
with_jobs!(compile!(run_avx512 Avx512, "avx512f,avx512bw,avx512vl,avx512dq,avx2,fma"));
#[cfg(target_arch = "x86_64")]
with_jobs!(compile!(run_avx512_bf16 Avx512Bf16, "avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,avx2,fma"));
#[cfg(target_arch = "x86_64")]
with_jobs!(compile!(run_avx2 Avx2, "avx2,fma"));
#[cfg(target_arch = "aarch64")]
with_jobs!(compile!(run_neon Neon, "neon"));

/// Defines `run` for an instruction set with tiles, which are configured on this thread during a job.
#[cfg(any(test, all(target_arch = "x86_64", target_os = "linux")))]
macro_rules! compile_with_tiles {
    ($run:ident $vectors:ty, $tiles:ty, $features:literal) => {
        /// # Safety
        /// The same as for the other instruction sets.
        pub unsafe fn $run(kind: usize, words: *const f64, thread: usize, threads: usize) {
            with_jobs!(compile!(share Amx<$vectors, $tiles>, $features));
            unsafe { with_tiles::<$tiles>(|| share(kind, words, thread, threads)) }
        }
    };
}

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
compile_with_tiles!(run_amx_bf16 Avx512Bf16, Processor, "avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,avx2,fma");

#[cfg(test)]
pub use for_tests::*;

#[cfg(test)]
mod for_tests {
    use super::*;
    use crate::amx::Emulated;
    use crate::tests::plain::{Plain, PlainBfloat16};

    #[cfg(target_arch = "x86_64")]
    with_jobs!(compile!(run_plain Plain, "sse2"));
    #[cfg(target_arch = "x86_64")]
    with_jobs!(compile!(run_plain_bfloat16 PlainBfloat16, "sse2"));
    #[cfg(target_arch = "x86_64")]
    compile_with_tiles!(run_emulated PlainBfloat16, Emulated, "sse2");
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    compile_with_tiles!(run_emulated_avx512 Avx512Bf16, Emulated, "avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,avx2,fma");

    #[cfg(target_arch = "aarch64")]
    with_jobs!(compile!(run_plain Plain, "neon"));
    #[cfg(target_arch = "aarch64")]
    with_jobs!(compile!(run_plain_bfloat16 PlainBfloat16, "neon"));
    #[cfg(target_arch = "aarch64")]
    compile_with_tiles!(run_emulated PlainBfloat16, Emulated, "neon");
}
