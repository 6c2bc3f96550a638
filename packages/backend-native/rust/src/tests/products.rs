//! Products whose sums are exact in any order, so that every instruction set must give the same bits whatever its tiles are: all row
//! counts, edges in columns and in depth. Memory that must not be read holds NaN, and memory that must not be written is checked.

use crate::bfloat16::bfloat16;
use crate::engine::{Engine, InstructionSet};
use crate::tests::{Memory, read, run, words};

/// Numbers between the end of a line and the next one.
const GAP: usize = 3;

/// Multiples of 1/16 below 1, which bfloat16 holds; float32 holds the sum of up to 65,536 products of them.
fn number(i: usize, seed: usize) -> f32 {
    ((13 * i + seed) % 31) as f32 / 16.0 - 15.0 / 16.0
}

struct Matrix {
    rows: usize,
    columns: usize,
    seed: usize,
}

impl Matrix {
    fn at(&self, row: usize, column: usize) -> f32 {
        number(row * self.columns + column, self.seed)
    }
    /// Its lines, or its columns as lines, with gaps of `gap`.
    fn lines(&self, transposed: bool, gap: f32) -> Vec<f32> {
        let (lines, length) = if transposed { (self.columns, self.rows) } else { (self.rows, self.columns) };
        let line = |i: usize| {
            let number = move |j: usize| if transposed { self.at(j, i) } else { self.at(i, j) };
            (0..length).map(number).chain([gap; GAP])
        };
        (0..lines).flat_map(line).collect()
    }
}

#[derive(Clone, Copy, PartialEq)]
enum From {
    Zero,
    Bias,
    C,
}

fn expect_exact(engine: &Engine, [m, n, k]: [usize; 3], a_transposed: bool, b_transposed: bool, from: From) {
    let a = Matrix { rows: m, columns: k, seed: m };
    let b = Matrix { rows: k, columns: n, seed: n };
    let c = Matrix { rows: m, columns: n, seed: 7 };
    let bias: Vec<f32> = (0..n).map(|i| number(i, 3)).collect();
    let mut expected = c.lines(false, 77.0);
    for row in 0..m {
        for column in 0..n {
            let start = match from {
                From::Zero => 0.0,
                From::Bias => bias[column],
                From::C => c.at(row, column),
            };
            let products = (0..k).map(|i| a.at(row, i) * b.at(i, column));
            expected[row * (n + GAP) + column] = start + products.sum::<f32>();
        }
    }
    let mut memory = Memory::default();
    let scratch_bytes = engine.set.sizes.matmul_scratch_bytes;
    let to = memory.keep(c.lines(false, 77.0));
    let words = words![
        M: m, N: n, K: k, a: memory.keep(a.lines(a_transposed, f32::NAN)),
        aStride: 4 * (GAP + if a_transposed { m } else { k }), aTransposed: a_transposed,
        b: memory.keep(b.lines(b_transposed, f32::NAN)), bStride: 4 * (GAP + if b_transposed { k } else { n }),
        bTransposed: b_transposed, c: to, cStride: 4 * (n + GAP),
        bias: if from == From::Bias { memory.keep(bias) } else { 0.0 }, accumulate: from == From::C,
        scratch: memory.keep(vec![f32::NAN; scratch_bytes / 4 * engine.threads()]), scratchBytes: scratch_bytes,
    ];
    run(engine, "matmul", &words);
    let result = read(to, m * (n + GAP));
    let expected: Vec<u32> = expected.iter().map(|x| (x + 0.0).to_bits()).collect();
    let result: Vec<u32> = result.iter().map(|&bits| (f32::from_bits(bits) + 0.0).to_bits()).collect();
    assert!(result == expected, "{m} × {n} × {k} by {}, {a_transposed}, {b_transposed}", engine.set.name);
}

#[test]
fn sums_that_are_exact_are_the_same_everywhere() {
    const COLUMNS: [usize; 7] = [1, 15, 31, 32, 33, 48, 70];
    const DEPTHS: [usize; 11] = [1, 2, 15, 16, 17, 31, 32, 33, 63, 64, 65];
    const STARTS: [From; 3] = [From::Zero, From::Bias, From::C];
    let all = InstructionSet::available().into_iter().chain(InstructionSet::plain()).chain(InstructionSet::emulated());
    for set in all {
        let engine = Engine::new(set, 1).unwrap();
        for rows in 1..=40 {
            for (i, (a_transposed, b_transposed)) in [(false, false), (true, false), (false, true)].iter().enumerate() {
                let shape = [rows, COLUMNS[(rows + 3 * i) % 7], DEPTHS[(2 * rows + i) % 11]];
                expect_exact(&engine, shape, *a_transposed, *b_transposed, STARTS[(rows / 3 + i) % 3]);
            }
        }
        // More than a block in each direction, on threads of which some have more to do than others.
        let engine = Engine::new(set, 3).unwrap();
        expect_exact(&engine, [300, 33, 40], true, false, From::C);
        expect_exact(&engine, [70, 20, 540], false, true, From::Bias);
        expect_exact(&engine, [3, 1100, 33], false, false, From::Zero);
    }
}

#[test]
fn bfloat16_rounds_to_nearest_and_ties_to_even() {
    let back = |x: f32| f32::from_bits(bfloat16(x) << 16);
    // 1 + 2⁻⁸ lies between 1 and 1 + 2⁻⁷, and 1 is even; 1 + 3 × 2⁻⁸ between 1 + 2⁻⁷ and 1 + 2⁻⁶, which is even.
    for (x, rounded) in [(1.00390625, 1.0), (1.01171875, 1.015625), (1.0039064, 1.0078125), (f32::MAX, f32::INFINITY)] {
        assert_eq!((back(x), back(-x)), (rounded, -rounded));
    }
    // A signaling NaN whose payload lies in the lower half alone.
    assert!(back(f32::from_bits(0x7f80_0001)).is_nan());
}
