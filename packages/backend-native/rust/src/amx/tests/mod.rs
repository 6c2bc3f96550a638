mod emulated;

pub use emulated::Emulated;

use crate::engine::{Engine, InstructionSet};
use crate::jobs::args::{Layer, Plan};
use crate::tests::{Memory, everything, words};

#[test]
fn tiles_beside_plain_code_and_beside_vectors_give_the_same_bits() {
    let mut results = InstructionSet::emulated().into_iter().map(|set| {
        let mut results = everything(&Engine::new(set, 1).unwrap());
        // A single sequence is written with vectors alone.
        results.truncate(3);
        results
    });
    let first = results.next().unwrap();
    assert!(results.all(|results| results == first));
}

#[test]
fn a_job_that_fails_releases_its_tiles() {
    for set in InstructionSet::emulated() {
        let engine = Engine::new(set, 2).unwrap();
        let mut memory = Memory::default();
        let mut zeros = || memory.room(1 << 14);
        let plan = words![
            steps: 1.0, sequences: 1.0, rows: 1.0, H: 1.0, Hp: 32.0, V: 1.0, Vp: 32.0, layers: 1.0, temperature: 0.0,
            topK: 1.0, topP: 1.0, table: zeros(), denseKernel: zeros(), denseBias: zeros(), logits: zeros(),
            tokens: zeros(), uniforms: zeros(), written: zeros(), preactivations: zeros(), scratch: zeros(),
            barrier: zeros(), cell: 9.0,
        ];
        let hidden = zeros();
        let layer = words![
            kernel: 0.0, recurrentKernel: zeros(), bias: 0.0, hidden, otherHidden: zeros(), cell: 0.0,
        ];
        let plan_at = memory.records(&[(Plan::WORDS, &plan[..]), (Layer::WORDS, &layer[..])]);
        let generate = crate::jobs::JOBS.iter().position(|job| job.name == "generate").unwrap();
        let failed = unsafe { engine.run(generate, &[plan_at], 2, 2) };
        assert!(failed.is_err());
        everything(&engine);
    }
}
