//! The jobs of residual blocks, of sizes that fill no vector, no block of rows, and of fewer steps than a convolution sees.

use crate::engine::Engine;
use crate::engine_tests::{Memory, read, run};

type Sizes<'a> = &'a [(&'static str, usize)];

/// What a job writes, given numbers of its own for each input.
fn outputs(engine: &Engine, job: &str, words: Sizes, inputs: Sizes, outputs: Sizes) -> Vec<Vec<u32>> {
    let mut memory = Memory::default();
    let mut values: Vec<_> = words.iter().map(|&(name, value)| (name, value as f64)).collect();
    values.push(("epsilon", 1e-6));
    values.extend(inputs.iter().map(|&(name, size)| (name, memory.numbers(size, 1.0))));
    values.extend(outputs.iter().map(|&(name, size)| (name, memory.room(4 * size))));
    run(engine, job, &values);
    let written = values.split_off(values.len() - outputs.len());
    written.iter().zip(outputs).map(|(&(_, address), &(_, size))| read(address, size)).collect()
}

pub fn blocks(engine: &Engine) -> Vec<Vec<u32>> {
    let mut results = Vec::new();
    for [t, b, d, w] in [[1, 1, 1, 2], [3, 5, 7, 4], [2, 3, 37, 5], [9, 17, 45, 1], [9, 17, 45, 3]] {
        let (all, state, past) = (t * b * d, b * d, b * (w - 1) * d);
        let mut check = |job: &str, words: Sizes, inputs: Sizes, written: Sizes| {
            results.extend(outputs(engine, job, words, inputs, written));
        };
        let size = [("size", all)];
        check("silu", &size, &[("x", all)], &[("outputs", all)]);
        check("siluGradient", &size, &[("x", all), ("outputsGradient", all)], &[("xGradient", all)]);
        check("siluProduct", &size, &[("gate", all), ("x", all)], &[("outputs", all)]);
        check(
            "siluProductGradient",
            &size,
            &[("gate", all), ("x", all), ("outputsGradient", all)],
            &[("gateGradient", all), ("xGradient", all)],
        );
        check("updateGate", &size, &[("update", all), ("candidate", all)], &[("keep", all), ("input", all)]);
        check(
            "updateGateGradient",
            &size,
            &[("candidate", all), ("keep", all), ("keepGradient", all), ("inputGradient", all)],
            &[("updateGradient", all), ("candidateGradient", all)],
        );
        let rows = [("N", t * b), ("D", d)];
        check("rmsNorm", &rows, &[("x", all), ("gain", d)], &[("outputs", all)]);
        check(
            "rmsNormGradient",
            &rows,
            &[("x", all), ("gain", d), ("outputsGradient", all)],
            &[("xGradient", all), ("partial", (t * b).div_ceil(64) * d)],
        );
        let window = [("T", t), ("B", b), ("D", d), ("W", w)];
        let convolved = [("x", all), ("kernel", w * d), ("history", past)];
        check("causalConvolution", &window, &convolved, &[("outputs", all), ("final", past)]);
        let [x, kernel, history] = convolved;
        check(
            "causalConvolutionGradient",
            &window,
            &[x, kernel, history, ("outputsGradient", all), ("finalGradient", past)],
            &[("xGradient", all), ("historyGradient", past), ("partial", ((t + w - 1) * b).div_ceil(64) * w * d)],
        );
        let scan = [("T", t), ("N", state)];
        check(
            "linearScan",
            &scan,
            &[("keep", all), ("input", all), ("initial", state)],
            &[("outputs", all), ("final", state)],
        );
        check(
            "linearScanGradient",
            &scan,
            &[("keep", all), ("initial", state), ("outputs", all), ("outputsGradient", all), ("finalGradient", state)],
            &[("keepGradient", all), ("inputGradient", all), ("initialGradient", state)],
        );
    }
    for [t, b, h, k, v] in [[1usize, 1, 1, 1, 1], [35, 3, 2, 5, 17]] {
        let (queries, values, gates, state) = (t * b * h * k, t * b * h * v, t * b * h, b * h * k * v);
        let states = t.div_ceil(16) * state;
        let size = [("T", t), ("B", b), ("H", h), ("K", k), ("V", v), ("every", 16), ("scratchBytes", 1 << 18)];
        let mut check = |job: &str, inputs: Sizes, written: Sizes| {
            // Scratch of each of three threads.
            let scratch = [("scratch", 3 << 16)];
            results.extend(outputs(engine, job, &size, &[inputs, &scratch].concat(), written));
        };
        let gated = [("queries", queries), ("keys", queries), ("keep", gates), ("write", gates)];
        check(
            "gatedDelta",
            &[&gated[..], &[("values", values), ("initial", state)]].concat(),
            &[("outputs", values), ("final", state), ("errors", values), ("states", states)],
        );
        let after = [("outputsGradient", values), ("finalGradient", state)];
        check(
            "gatedDeltaGradient",
            &[&gated[..], &[("errors", values), ("states", states)], &after].concat(),
            &[
                ("queriesGradient", queries),
                ("keysGradient", queries),
                ("valuesGradient", values),
                ("keepGradient", gates),
                ("writeGradient", gates),
                ("initialGradient", state),
            ],
        );
        let recurrent = [("queries", queries), ("keys", queries), ("values", values), ("keep", gates)];
        let kernel = [("recurrentKernel", h * v * v)];
        check(
            "matrixRecurrence",
            &[&recurrent[..], &kernel, &[("initial", state)]].concat(),
            &[("outputs", values), ("final", state), ("states", states)],
        );
        check(
            "matrixRecurrenceGradient",
            &[&recurrent[..], &kernel, &[("states", states)], &after].concat(),
            &[
                ("queriesGradient", queries),
                ("keysGradient", queries),
                ("valuesGradient", values),
                ("keepGradient", gates),
                ("partial", b * h * v * v),
                ("initialGradient", state),
            ],
        );
    }
    for [t, b, h, k, window] in [[1usize, 1, 1, 2, 2], [14, 3, 2, 6, 41], [40, 1, 3, 20, 9]] {
        let (sequence, cache, sums) = (t * b * h * k, b * (window - 1) * h * k, t * b * h);
        let angles = (window - 1 + t) * k / 2;
        let size = [("T", t), ("B", b), ("H", h), ("K", k), ("window", window), ("scratchBytes", 1 << 18)];
        let read = [
            ("queries", sequence),
            ("keys", sequence),
            ("values", sequence),
            ("cacheKeys", cache),
            ("cacheValues", cache),
            ("filled", b),
            ("cosines", angles),
            ("sines", angles),
            ("scratch", 3 << 16),
        ];
        let written = [("outputs", sequence), ("finalKeys", cache), ("finalValues", cache), ("logSums", sums)];
        results.extend(outputs(engine, "windowAttention", &size, &read, &written));
        let read = [&read[..], &[("outputs", sequence), ("logSums", sums), ("outputsGradient", sequence)]].concat();
        let written = [("queriesGradient", sequence), ("keysGradient", sequence), ("valuesGradient", sequence)];
        results.extend(outputs(engine, "windowAttentionGradient", &size, &read, &written));
    }
    results
}
