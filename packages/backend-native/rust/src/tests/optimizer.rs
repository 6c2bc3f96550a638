//! Optimizer jobs on lists of tensors: empty, smaller than a vector, and larger than whole blocks.

use crate::engine::{Engine, InstructionSet};
use crate::jobs::args::{AdamTensors, NormTensor};
use crate::tests::{Memory, read, run, words};

const SIZES: [usize; 8] = [0, 1, 19, 1023, 1024, 1027, 4096, 2 * 4096 + 3 * 1024 + 7];

/// Tensors after Adam has changed them, and squared norms.
pub fn optimizer(engine: &Engine) -> Vec<Vec<u32>> {
    let mut memory = Memory::default();
    let tensors = SIZES.map(|size| {
        words![
            size, parameter: memory.numbers(size, 1.0), gradient: memory.numbers(size, 1.0),
            m: memory.numbers(size, 1.0), v: memory.keep((0..size).map(|i| i as f32).collect()),
            gradientScale: 1.0 / (size + 2) as f64, decay: 0.01,
        ]
    });
    let records = memory.records(&tensors.each_ref().map(|values| (AdamTensors::WORDS, &values[..])));
    let words = words![
        count: SIZES.len() as f64, records, rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7,
    ];
    run(engine, "adam", &words);
    let mut results = Vec::new();
    for ([_, parameter, _, m, v, ..], size) in tensors.iter().zip(SIZES) {
        results.extend([parameter, m, v].map(|(_, address)| read(*address, size)));
    }
    results.push(
        norms(engine, &mut memory)
            .iter()
            .flat_map(|norm| [norm.to_bits() as u32, (norm.to_bits() >> 32) as u32])
            .collect(),
    );
    results
}

/// Squared norms of tensors of all sizes, filled with the same numbers.
fn norms(engine: &Engine, memory: &mut Memory) -> Vec<f64> {
    let x = memory.keep((0..SIZES[7]).map(number).collect());
    let to = memory.room(8 * SIZES.len());
    let tensors: Vec<_> =
        (0..SIZES.len()).map(|i| [("size", SIZES[i] as f64), ("x", x), ("to", to + 8.0 * i as f64)]).collect();
    let records: Vec<_> = tensors.iter().map(|values| (NormTensor::WORDS, &values[..])).collect();
    let words = [("count", SIZES.len() as f64), ("records", memory.records(&records)), ("next", memory.room(4))];
    run(engine, "squaredNorms", &words);
    read(to, 2 * SIZES.len())
        .chunks(2)
        .map(|half| f64::from_bits(u64::from(half[0]) | u64::from(half[1]) << 32))
        .collect()
}

fn number(i: usize) -> f32 {
    (1.7 * i as f32).sin()
}

/// The order of the WebAssembly engine: four lanes over blocks of 1,024, then what is left of the last four one by one.
#[test]
fn squares_are_added_in_one_order_however_many_are_at_once() {
    let wanted = SIZES.map(|size| {
        let mut total = 0f64;
        for first in (0..size / 4 * 4).step_by(1024) {
            let mut lanes = [0f32; 4];
            for i in first..(first + 1024).min(size / 4 * 4) {
                lanes[i % 4] = number(i).mul_add(number(i), lanes[i % 4]);
            }
            total += f64::from((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]));
        }
        (size / 4 * 4..size).fold(total, |total, i| total + f64::from(number(i)).powi(2))
    });
    for set in InstructionSet::available() {
        for threads in [1, 2, 3] {
            let engine = Engine::new(set, threads).unwrap();
            assert_eq!(norms(&engine, &mut Memory::default()), wanted, "{} on {threads}", set.name);
        }
    }
}
