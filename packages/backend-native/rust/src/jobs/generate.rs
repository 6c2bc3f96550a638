//! Writes n characters of B sequences in one call. Threads split the units, not the sequences: each stays with its part of the weights,
//! which take most of a step's time, and all wait for each other after each layer. Units and characters fill whole panels (Hp, Vp).

use super::args::{Generate, Layer, Plan};
use super::barrier::barrier;
use super::choose::{Choice, choose, choose_scratch};
use crate::math::{sigmoid, tanh};
use crate::products::{PanelProduct, Start, pack_rows, packed_rows_bytes, panel_columns, words_of};
use crate::share::{apart, share};
use crate::simd::Simd;
use std::ptr::null;
use std::slice::{from_raw_parts, from_raw_parts_mut};

/// Unit in which threads split the sequences when they choose characters.
const SHARE_ROWS: usize = 4;

/// Scratch bytes of one thread: packed rows of two hidden states, and the scratch of `choose`.
pub const fn generate_scratch_bytes<S: Simd>(rows: usize, units: usize, characters: usize) -> usize {
    2 * packed_rows_bytes::<S>(rows, units) + 4 * choose_scratch(characters)
}

/// Meaning of the four blocks of pre-activations, numbered as `cells` in packages/backend-simd.
#[derive(Clone, Copy, PartialEq)]
enum Cell {
    Lstm,
    Gru,
    Rnn,
}

#[inline(always)]
pub unsafe fn generate<S: Simd>(job: &Generate, thread: usize, threads: usize) {
    unsafe {
        let plan = Plan::read(job.planAt);
        let layers = job.planAt.add(Plan::WORDS.len());
        for t in 0..plan.steps {
            let mut below: *const f32 = null();
            for l in 0..plan.layers {
                let layer = Layer::read(layers.add(l * Layer::WORDS.len()));
                let (before, after) =
                    if t % 2 == 0 { (layer.hidden, layer.otherHidden) } else { (layer.otherHidden, layer.hidden) };
                step::<S>(&plan, &layer, below, before, after, t % 2 == 1, thread, threads);
                barrier(plan.barrier, threads);
                below = after;
            }
            choose_all::<S>(&plan, below, t, thread, threads);
            barrier(plan.barrier, threads);
        }
    }
}

#[inline(always)]
unsafe fn thread_scratch<S: Simd>(plan: &Plan, thread: usize) -> *mut f32 {
    unsafe { plan.scratch.add(thread * generate_scratch_bytes::<S>(plan.rows, plan.H, plan.Vp) / 4) }
}

/// Runs one step of one thread's units in one layer. Every other step goes `backwards` through the weights, which do not fit in the
/// second-level cache: those read last are still there.
#[inline(always)]
unsafe fn step<S: Simd>(
    plan: &Plan,
    layer: &Layer,
    below: *const f32,
    before: *const f32,
    after: *mut f32,
    backwards: bool,
    thread: usize,
    threads: usize,
) {
    unsafe {
        let width = panel_columns::<S>();
        let range = share(plan.Hp / width, 1, thread, threads);
        let block = plan.preactivations.add(thread * plan.rows * 4 * width);
        let scratch = thread_scratch::<S>(plan, thread);
        let other_scratch = scratch.add(packed_rows_bytes::<S>(plan.rows, plan.H) / 4);
        let left_before = packed::<S>(plan, before, scratch);
        let left_below = if below.is_null() { below } else { packed::<S>(plan, below, other_scratch) };
        for i in range.clone() {
            let index = if backwards { range.start + range.end - 1 - i } else { i };
            if below.is_null() {
                let start = Start { from: plan.table, stride: 4 * plan.Hp, tokens: plan.tokens };
                products::<S>(plan, left_before, layer.recurrentKernel, index, block, start, plan.Hp);
            } else {
                let start = Start { from: layer.bias, stride: 0, tokens: null() };
                products::<S>(plan, left_below, layer.kernel, index, block, start, plan.Hp);
                let start = Start { from: block.sub(index * width), stride: 4 * width, tokens: null() };
                products::<S>(plan, left_before, layer.recurrentKernel, index, block, start, width);
            }
            for row in 0..plan.rows {
                let unit = row * plan.Hp + index * width;
                let [a, b, c, d] = [0, 1, 2, 3].map(|gate| block.add((row * 4 + gate) * width));
                let hidden = after.add(unit);
                match plan.cell {
                    cell if cell == Cell::Lstm as usize => {
                        gates_of_lstm(width, a, b, c, d, layer.cell.add(unit), hidden)
                    }
                    cell if cell == Cell::Gru as usize => gates_of_gru(width, a, b, c, d, before.add(unit), hidden),
                    cell if cell == Cell::Rnn as usize => gates_of_rnn(width, a, hidden),
                    cell => unreachable!("cell {cell}"),
                }
            }
        }
    }
}

/// Hidden state as the left operand of a product: packed, except that a single float32 row is read in place.
#[inline(always)]
unsafe fn packed<S: Simd>(plan: &Plan, hidden: *const f32, scratch: *mut f32) -> *const f32 {
    unsafe {
        if plan.rows > 1 {
            pack_rows::<S>(hidden, plan.Hp, plan.rows, plan.H, scratch);
            return scratch;
        }
        packed_row::<S>(hidden, plan.H, scratch)
    }
}

/// A single row as the left operand of `row_by_panels`: read in place in float32, else packed in `scratch`.
#[inline(always)]
pub unsafe fn packed_row<S: Simd>(row: *const f32, depth: usize, scratch: *mut f32) -> *const f32 {
    unsafe {
        if S::PER_WORD == 1 {
            return row;
        }
        let words = from_raw_parts_mut(scratch, words_of::<S>(depth));
        words.fill(0.0);
        for (word, pair) in words.iter_mut().zip(from_raw_parts(row, depth).chunks(2)) {
            let second = if pair.len() == 2 { pair[1] } else { 0.0 };
            *word = f32::from_bits(crate::bfloat16::pair(pair[0], second));
        }
        scratch
    }
}

/// The pre-activations of one block of units, all rows: [rows, 4, panel_columns] = start + left × panels.
///
/// `start.from` points to the first unit of the first gate; gates are `gate` numbers apart.
#[inline(always)]
unsafe fn products<S: Simd>(
    plan: &Plan,
    left: *const f32,
    panels: *const f32,
    index: usize,
    block: *mut f32,
    start: Start,
    gate: usize,
) {
    unsafe {
        let width = panel_columns::<S>();
        let words = words_of::<S>(plan.H);
        let start = start.columns_from(index * width);
        if plan.rows == 1 {
            let from =
                if start.tokens.is_null() { start.from } else { start.from.add(*start.tokens as usize * start.stride) };
            return row_by_panels::<S>(left, panels.add(index * words * 4 * width), words, from, gate, block);
        }
        let gate_panels = plan.Hp * words;
        for g in 0..4 {
            S::panel_product(PanelProduct {
                left,
                panel: panels.add(g * gate_panels + index * words * width),
                words,
                rows: plan.rows,
                columns: width,
                start: start.columns_from(g * gate),
                to: block.add(g * width),
                to_stride: 4 * width,
            });
        }
    }
}

/// One row × four interleaved panels, as of four gates. Reads every weight once; a tile would be mostly unused.
#[inline(always)]
pub unsafe fn row_by_panels<S: Simd>(
    left: *const f32,
    panels: *const f32,
    words: usize,
    from: *const f32,
    gate: usize,
    to: *mut f32,
) {
    unsafe {
        let lanes = S::LANES;
        let mut sums = [[S::splat(0.0); 2]; 4];
        for g in 0..4 {
            sums[g] = [S::load(from.add(g * gate)), S::load(from.add(g * gate + lanes))];
        }
        let mut panels = panels;
        for w in 0..words {
            let a = S::splat(*left.add(w));
            for g in 0..4 {
                let panel = panels.add(2 * g * lanes);
                sums[g] = [S::madd(a, S::load(panel), sums[g][0]), S::madd(a, S::load(panel.add(lanes)), sums[g][1])];
            }
            panels = panels.add(8 * lanes);
        }
        for g in 0..4 {
            S::store(to.add(2 * g * lanes), sums[g][0]);
            S::store(to.add(2 * g * lanes + lanes), sums[g][1]);
        }
    }
}

apart! {
    /// Cell and hidden state of a block of units in one row, from blocks i, f, c, o.
    fn gates_of_lstm([i, f, g, o] => [cell, hidden]) |j| {
        cell[j] = sigmoid(f[j]).mul_add(cell[j], sigmoid(i[j]) * tanh(g[j]));
        hidden[j] = sigmoid(o[j]) * tanh(cell[j]);
    }
}

apart! {
    /// Hidden state from blocks z, r, and the candidate's parts from the inputs and from the hidden state, the latter scaled by r.
    fn gates_of_gru([z, r, x, u, before] => [hidden]) |j| {
        let z = sigmoid(z[j]);
        let g = tanh(sigmoid(r[j]).mul_add(u[j], x[j]));
        hidden[j] = z.mul_add(before[j] - g, g);
    }
}

apart! {
    fn gates_of_rnn([x] => [hidden]) |j| {
        hidden[j] = tanh(x[j]);
    }
}

/// Computes the logits and the next character of each of one thread's sequences.
#[inline(always)]
unsafe fn choose_all<S: Simd>(plan: &Plan, hidden: *const f32, t: usize, thread: usize, threads: usize) {
    unsafe {
        let range = share(plan.rows, SHARE_ROWS, thread, threads);
        if range.is_empty() {
            return;
        }
        let width = panel_columns::<S>();
        let words = words_of::<S>(plan.H);
        let scratch = thread_scratch::<S>(plan, thread);
        pack_rows::<S>(hidden.add(range.start * plan.Hp), plan.Hp, range.len(), plan.H, scratch);
        for column in (0..plan.Vp).step_by(width) {
            S::panel_product(PanelProduct {
                left: scratch,
                panel: plan.denseKernel.add(column * words),
                words,
                rows: range.len(),
                columns: width,
                start: Start { from: plan.denseBias.add(column), stride: 0, tokens: null() },
                to: plan.logits.add(range.start * plan.Vp + column),
                to_stride: plan.Vp,
            });
        }
        let chosen = scratch.add(2 * packed_rows_bytes::<S>(plan.rows, plan.H) / 4);
        for b in range.start..range.end.min(plan.sequences) {
            let at = t * plan.sequences + b;
            let choice = Choice {
                temperature: plan.temperature,
                top_k: plan.topK,
                top_p: plan.topP,
                uniform: *plan.uniforms.add(at),
            };
            let logits = from_raw_parts(plan.logits.add(b * plan.Vp), plan.V);
            let token = choose(logits, &choice, from_raw_parts_mut(chosen, choose_scratch(plan.V)));
            *plan.written.add(at) = token;
            // Characters after a failure are useless, but must stay inside the table.
            *plan.tokens.add(b) = token.max(0);
        }
    }
}
