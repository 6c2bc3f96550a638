//! Every instruction set of this processor gives the bits of plain code, for all jobs that multiply, sizes that fill no tile among them.

use crate::engine::{Engine, InstructionSet, Precision};
use crate::jobs::JOBS;

/// Memory of a test: arrays that live as long as it.
#[derive(Default)]
struct Memory(Vec<Vec<f32>>);

impl Memory {
    fn numbers(&mut self, count: usize, scale: f32) -> f64 {
        let seed = self.0.len() as f32;
        self.keep((0..count).map(|i| scale * (1.7 * i as f32 + seed).sin()).collect())
    }
    fn room(&mut self, bytes: usize) -> f64 {
        self.keep(vec![0.0; bytes.div_ceil(4) + 16])
    }
    fn keep(&mut self, numbers: Vec<f32>) -> f64 {
        self.0.push(numbers);
        self.0.last().unwrap().as_ptr() as usize as f64
    }
}

fn read(address: f64, count: usize) -> Vec<u32> {
    unsafe { std::slice::from_raw_parts(address as usize as *const u32, count).to_vec() }
}

fn run(engine: &Engine, job: &str, values: &[(&str, f64)]) {
    let kind = JOBS.iter().position(|one| one.name == job).unwrap();
    let value = |word: &&str| values.iter().find(|(name, _)| name == word).unwrap_or_else(|| panic!("{job}: {word}")).1;
    let words: Vec<f64> = JOBS[kind].words.iter().map(value).collect();
    unsafe { engine.run(kind, &words, engine.threads()).unwrap() }
}

fn panels(engine: &Engine, memory: &mut Memory, from: f64, stride: usize, along: bool, shape: [usize; 3]) -> f64 {
    let [columns, depth, blocks] = shape;
    let to = memory.room((engine.set.sizes.panel_bytes)(columns, depth) * blocks);
    let operand = [
        ("from", from),
        ("stride", 4.0 * stride as f64),
        ("along", f64::from(along)),
        ("columns", columns as f64),
        ("depth", depth as f64),
        ("to", to),
        ("blocks", blocks as f64),
        ("blockStep", 4.0 * columns as f64),
        ("interleaved", 0.0),
    ];
    run(engine, "packPanels", &operand);
    to
}

fn products(engine: &Engine) -> Vec<Vec<u32>> {
    let mut results = Vec::new();
    for [m, n, k] in [[1, 1, 1], [3, 5, 7], [13, 33, 29], [27, 70, 300], [40, 97, 17]] {
        for (a_transposed, b_transposed) in [(false, false), (true, false), (false, true)] {
            let mut memory = Memory::default();
            let (a, b) = (memory.numbers(m * k, 1.0), memory.numbers(k * n, 1.0));
            let (c, bias) = (memory.room(4 * m * n), memory.numbers(n, 1.0));
            let scratch_bytes = engine.set.sizes.matmul_scratch_bytes;
            let scratch = memory.room(scratch_bytes * engine.threads());
            let words = [
                ("M", m as f64),
                ("N", n as f64),
                ("K", k as f64),
                ("a", a),
                ("aStride", 4.0 * if a_transposed { m } else { k } as f64),
                ("aTransposed", f64::from(a_transposed)),
                ("b", b),
                ("bStride", 4.0 * if b_transposed { k } else { n } as f64),
                ("bTransposed", f64::from(b_transposed)),
                ("c", c),
                ("cStride", 4.0 * n as f64),
                ("bias", bias),
                ("accumulate", 0.0),
                ("scratch", scratch),
                ("scratchBytes", scratch_bytes as f64),
            ];
            run(engine, "matmul", &words);
            results.push(read(c, m * n));
        }
    }
    results
}

fn recurrence(engine: &Engine) -> Vec<Vec<u32>> {
    let [steps, batch, units] = [3usize, 17, 37];
    let state = batch * units;
    let mut memory = Memory::default();
    let memory = &mut memory;
    let scratch_bytes = (engine.set.sizes.recurrent_scratch_bytes)(units).next_multiple_of(64);
    let common = [
        ("T", steps as f64),
        ("B", batch as f64),
        ("H", units as f64),
        ("tokens", 0.0),
        ("table", 0.0),
        ("h0", memory.numbers(state, 0.9)),
        ("c0", memory.numbers(state, 0.9)),
        ("dOutputs", memory.numbers(steps * state, 1.0)),
        ("scratch", memory.room(scratch_bytes * engine.threads())),
        ("scratchBytes", scratch_bytes as f64),
    ];
    let mut results = Vec::new();
    for (cell, gates) in [("lstm", 4usize), ("gru", 3), ("rnn", 1)] {
        let u = memory.numbers(units * gates * units, 0.3);
        let width = gates * units;
        let wide = 4 * steps * state;
        let (outputs, cells, kept) =
            (memory.room(4 * steps * state), memory.room(4 * steps * state), memory.room(4 * wide));
        let mut words = common.to_vec();
        words.extend([
            ("x", memory.numbers(steps * batch * width, 2.0)),
            ("bias", memory.numbers(width, 1.0)),
            ("outputs", outputs),
            ("cells", cells),
            ("gates", kept),
            ("packedU", panels(engine, memory, u, width, true, [width, units, 1])),
            ("packedUzr", panels(engine, memory, u, width, true, [2 * units.min(width / 2), units, 1])),
            ("packedUh", panels(engine, memory, u, width, true, [units, units, 1])),
        ]);
        run(engine, &format!("{cell}Forward"), &words);
        results.extend([read(outputs, steps * state), read(cells, steps * state), read(kept, wide)]);
        let gradients = ["dx", "du", "dh0", "dc0"].map(|name| (name, memory.room(4 * wide)));
        words.extend(gradients);
        words.push(("packedUT", panels(engine, memory, u, width, false, [units, units, gates])));
        run(engine, &format!("{cell}Backward"), &words);
        results.extend(gradients.map(|(_, address)| read(address, wide)));
    }
    results
}

#[test]
fn every_instruction_set_gives_the_bits_of_plain_code() {
    let wanted = Engine::new(InstructionSet::plain(), 1).unwrap();
    let (wanted_products, wanted_recurrence) = (products(&wanted), recurrence(&wanted));
    let float32: Vec<_> =
        InstructionSet::available().into_iter().filter(|set| set.precision == Precision::Float32).collect();
    assert!(!float32.is_empty());
    for set in float32 {
        for threads in [1, 2, 3] {
            let engine = Engine::new(set, threads).unwrap();
            assert!(products(&engine) == wanted_products, "products by {} on {threads}", set.name);
            assert!(recurrence(&engine) == wanted_recurrence, "recurrence by {} on {threads}", set.name);
        }
    }
}
