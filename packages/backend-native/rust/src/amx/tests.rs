use super::*;
use crate::engine::{Engine, InstructionSet};
use crate::engine_tests::{Memory, everything, read, run, words};
use crate::jobs::args::{Layer, Plan};

fn pairs(numbers: impl Fn(usize, usize) -> [f32; 2]) -> [[u32; SIDE]; SIDE] {
    let half = |x: f32| x.to_bits() >> 16;
    std::array::from_fn(|i| {
        std::array::from_fn(|j| {
            let [first, second] = numbers(i, j);
            half(first) | half(second) << 16
        })
    })
}

/// Sums from `start`, after one product of tiles.
fn multiply(start: f32, left: &[[u32; SIDE]; SIDE], right: &[[u32; SIDE]; SIDE]) -> [[f32; SIDE]; SIDE] {
    let mut sums = [[start; SIDE]; SIDE];
    unsafe {
        with_tiles::<Emulated>(|| {
            Emulated::load::<0>(sums[0].as_ptr(), 64);
            Emulated::load::<1>(left[0].as_ptr().cast(), 64);
            Emulated::load::<2>(right[0].as_ptr().cast(), 64);
            Emulated::multiply::<0, 1, 2>();
            Emulated::store::<0>(sums[0].as_mut_ptr(), 64);
        })
    }
    sums
}

#[test]
fn a_product_of_tiles_is_that_of_their_matrices() {
    // Row i of the left operand is 1 at depth 2i and 2 at depth 2i + 1.
    let left = pairs(|i, w| if i == w { [1.0, 2.0] } else { [0.0, 0.0] });
    let right = pairs(|w, j| [(w * j) as f32, (w + j) as f32]);
    let sums = multiply(5.0, &left, &right);
    for i in 0..SIDE {
        for j in 0..SIDE {
            assert_eq!(sums[i][j], 5.0 + (i * j + 2 * (i + j)) as f32);
        }
    }
}

#[test]
fn even_and_odd_depths_are_summed_apart_and_then_added_to_what_was_there() {
    let big = 16_777_216.0; // 2²⁴, to which 1 cannot be added
    let right = pairs(|_, _| [1.0, 1.0]);
    // 2²⁴ among the even, 1 + 1 among the odd.
    let left = pairs(|_, w| [if w == 0 { big } else { 0.0 }, if w < 2 { 1.0 } else { 0.0 }]);
    assert_eq!(multiply(0.0, &left, &right)[0][0], big + 2.0);
    // Both among the even.
    let left = pairs(|_, w| [if w == 0 { big } else { f32::from(w < 3) }, 0.0]);
    assert_eq!(multiply(0.0, &left, &right)[0][0], big);
    // What was there comes last.
    let left = pairs(|_, w| [f32::from(w < 2), 0.0]);
    assert_eq!(multiply(big, &left, &right)[0][0], big + 2.0);
}

#[test]
fn denormals_are_zero() {
    let (least, denormal) = (f32::MIN_POSITIVE, f32::MIN_POSITIVE / 2.0);
    let one = pairs(|_, _| [1.0, 0.0]);
    let first = |x: f32| pairs(move |_, w| [if w == 0 { x } else { 0.0 }, 0.0]);
    assert_eq!(multiply(0.0, &first(least), &one)[0][0], least);
    assert_eq!(multiply(0.0, &first(denormal), &one)[0][0], 0.0);
    assert_eq!(multiply(denormal, &first(least), &one)[0][0], least);
    // A result that is one.
    assert_eq!(multiply(-1.5 * least, &first(least), &one)[0][0].to_bits(), (-0f32).to_bits());
}

fn fault(use_tiles: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let cause = std::panic::catch_unwind(use_tiles).expect_err("a fault");
    let text = cause.downcast_ref::<String>().cloned();
    text.or_else(|| cause.downcast_ref::<&str>().map(|text| text.to_string())).expect("a message")
}

#[test]
fn what_a_processor_refuses_is_refused() {
    const OTHER: Shapes = Shapes { palette: 1, start_row: 0, reserved: [0; 14], row_bytes: [64; 16], rows: [0; 16] };
    let configured_with = |shapes: &Shapes, first: &str| {
        let message = fault(std::panic::AssertUnwindSafe(|| unsafe { Emulated::configure(shapes) }));
        assert!(message.contains(first), "{message}");
    };
    configured_with(&Shapes { palette: 2, ..SHAPES }, "palette");
    configured_with(&Shapes { reserved: [1; 14], ..SHAPES }, "reserved");
    configured_with(&OTHER, "tiles that are not there");
    let mut rows = SHAPES.rows;
    rows[3] = 17;
    configured_with(&Shapes { rows, ..SHAPES }, "17 rows of 64 bytes");
    rows[3] = 0;
    configured_with(&Shapes { rows, ..SHAPES }, "0 rows of 64 bytes");
    let unused = || unsafe { Emulated::load::<0>([0f32; 256].as_ptr(), 64) };
    assert!(fault(unused).contains("not configured"));
    unsafe { with_tiles::<Emulated>(unused) }
    assert!(fault(unused).contains("not configured"));
    assert!(fault(|| unsafe { with_tiles::<Emulated>(|| Emulated::multiply::<0, 0, 1>()) }).contains("one tile twice"));
    rows[3] = 8;
    let eight_rows = move || unsafe {
        Emulated::configure(&Shapes { rows, ..SHAPES });
        Emulated::multiply::<0, 1, 3>();
    };
    assert!(fault(eight_rows).contains("depth"));
    // That one left its tiles.
    assert!(fault(|| unsafe { with_tiles::<Emulated>(|| ()) }).contains("were not released"));
    unsafe { Emulated::release() }
}

#[test]
fn tiles_beside_plain_code_and_beside_vectors_give_the_same_bits() {
    let mut results = InstructionSet::emulated().into_iter().map(|set| {
        let mut results = everything(&Engine::new(set, 1).unwrap());
        // Writing one sequence is a matter of vectors.
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

#[test]
fn the_limit_counts_what_it_adds() {
    for set in InstructionSet::emulated() {
        assert_eq!(set.sizes.limit_operations, 4 * 2 * 16 * 16 * 32);
        let mut memory = Memory::default();
        let to = memory.room(64);
        run(&Engine::new(set, 1).unwrap(), "limit", &[("turns", 3.0), ("to", to)]);
        assert_eq!(read(to, 16), [96f32.to_bits(); 16]);
    }
}
