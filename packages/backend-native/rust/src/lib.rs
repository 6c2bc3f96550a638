//! The native engine: the jobs of packages/backend-simd for the instruction sets of the processor. `node.rs` is the border to Node; all else knows
//! addresses, not tensors.

// Sizes have the letters that they have everywhere in this project: T, B, H, V, and M, N, K of a product.
#![allow(non_snake_case)]
// Loops run over indices, since several arrays go along.
#![allow(clippy::needless_range_loop)]
// Kernels take what a job has; a struct for each would only name it twice.
#![allow(clippy::too_many_arguments)]

#[cfg(any(test, all(target_arch = "x86_64", target_os = "linux")))]
mod amx;
mod bfloat16;
#[cfg(test)]
mod block_tests;
mod engine;
#[cfg(test)]
mod engine_tests;
pub mod jobs;
mod math;
#[cfg(feature = "node")]
mod node;
#[cfg(test)]
mod optimizer_tests;
#[cfg(test)]
mod plain;
mod pool;
#[cfg(test)]
mod product_tests;
mod products;
mod share;
mod simd;

pub use engine::{Engine, InstructionSet, Precision, Sizes};
