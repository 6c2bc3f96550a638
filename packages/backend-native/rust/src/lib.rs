//! The native engine: the jobs of packages/backend-simd for the instruction sets of the processor. `node.rs` is the interface to Node; all
//! else knows addresses, not tensors.

// Sizes use the same letters as everywhere in this project: T, B, H, V, and M, N, K of a product.
#![allow(non_snake_case)]
// Loops run over indices, since they step through several arrays at once.
#![allow(clippy::needless_range_loop)]
// Kernels take their values as separate arguments; a struct for each would only name them twice.
#![allow(clippy::too_many_arguments)]

#[cfg(any(test, all(target_arch = "x86_64", target_os = "linux")))]
mod amx;
mod bfloat16;
mod engine;
pub mod jobs;
mod math;
#[cfg(feature = "node")]
mod node;
mod pool;
mod products;
mod share;
mod simd;
#[cfg(test)]
mod tests;

pub use engine::{Engine, InstructionSet, Precision, Sizes};
