//! Interface to Node.

use crate::engine::{Engine, InstructionSet, Precision};
use crate::jobs::{JOBS, args};
use napi::bindgen_prelude::*;
use napi_derive::napi;

/// A job or record of this build and its words, in the order that JavaScript must use.
#[napi(object)]
pub struct RecordDeclaration {
    pub name: String,
    pub words: Vec<String>,
}

fn declare(name: &str, words: &[&str]) -> RecordDeclaration {
    RecordDeclaration { name: name.into(), words: words.iter().map(|&word| word.into()).collect() }
}

/// The jobs in the order of their numbers.
#[napi]
pub fn jobs() -> Vec<RecordDeclaration> {
    JOBS.iter().map(|job| declare(job.name, job.words)).collect()
}

/// The records that jobs read.
#[napi]
pub fn records() -> Vec<RecordDeclaration> {
    vec![
        declare("plan", args::Plan::WORDS),
        declare("planLayer", args::Layer::WORDS),
        declare("adamTensors", args::AdamTensors::WORDS),
        declare("normTensor", args::NormTensor::WORDS),
        declare("recordedJob", args::RecordedJob::WORDS),
    ]
}

#[napi(object)]
pub struct InstructionSetInfo {
    pub name: String,
    /// True if products use bfloat16.
    pub bfloat16: bool,
}

/// The instruction sets of this processor, the fastest first.
#[napi]
pub fn instruction_sets() -> Vec<InstructionSetInfo> {
    let info = |set: InstructionSet| InstructionSetInfo {
        name: set.name.into(),
        bfloat16: set.precision == Precision::Bfloat16,
    };
    InstructionSet::available().into_iter().map(info).collect()
}

/// Address of a buffer's bytes, which stays the same as long as the buffer lives.
#[napi]
pub fn address_of(bytes: Uint8Array) -> f64 {
    bytes.as_ptr() as usize as f64
}

#[napi]
pub struct NativeEngine {
    engine: Engine,
}

#[napi]
impl NativeEngine {
    #[napi(constructor)]
    pub fn new(instruction_set: String, threads: u32) -> Result<Self> {
        let set = InstructionSet::available()
            .into_iter()
            .find(|set| set.name == instruction_set)
            .ok_or_else(|| Error::from_reason(format!("this processor has no {instruction_set}")))?;
        let engine = Engine::new(set, threads.max(1) as usize).map_err(Error::from_reason)?;
        Ok(NativeEngine { engine })
    }

    /// Runs one job in `shares` shares on `threads` threads and returns when it is done.
    #[napi]
    pub fn run(&self, kind: u32, words: Float64Array, shares: u32, threads: u32) -> Result<()> {
        let run = unsafe { self.engine.run(kind as usize, &words, shares as usize, threads as usize) };
        run.map_err(Error::from_reason)
    }

    #[napi(getter)]
    pub fn panel_columns(&self) -> u32 {
        self.engine.set.sizes.panel_columns as u32
    }

    #[napi]
    pub fn panel_bytes(&self, columns: u32, depth: u32) -> f64 {
        (self.engine.set.sizes.panel_bytes)(columns as usize, depth as usize) as f64
    }

    #[napi(getter)]
    pub fn matmul_scratch_bytes(&self) -> f64 {
        self.engine.set.sizes.matmul_scratch_bytes as f64
    }

    #[napi]
    pub fn recurrent_scratch_bytes(&self, units: u32) -> f64 {
        (self.engine.set.sizes.recurrent_scratch_bytes)(units as usize) as f64
    }

    #[napi]
    pub fn generate_scratch_bytes(&self, rows: u32, units: u32, characters: u32) -> f64 {
        (self.engine.set.sizes.generate_scratch_bytes)(rows as usize, units as usize, characters as usize) as f64
    }
}
