//! Per head, with S of K × V and W of V × V: C = tanh(S₋₁ W + k vᵀ), S = C + keep (S₋₁ − C), o = Sᵀ q. Vectors run along V.

use super::args::{MatrixRecurrence, MatrixRecurrenceGradient};
use super::scratch_rows::*;
use super::small_product::{Left, Rows, small_product};
use crate::math::tanh;
use crate::share::share;
use std::ptr::{copy_nonoverlapping, write_bytes};

/// Computes a step's C from the previous step's S.
#[inline(always)]
unsafe fn candidate(s: *const f32, w: *const f32, [K, V]: [usize; 2], [k, v]: [*const f32; 2], to: *mut f32) {
    unsafe {
        let row = padded(V);
        for i in 0..K {
            scale_row(*k.add(i), v, to.add(i * row), row);
        }
        let s = Left { at: s, row, step: 1 };
        small_product([K, row, V], s, Rows { at: w, row }, Rows { at: to, row }, true);
        for at in (0..K * row).step_by(LANES) {
            put(to.add(at), line(to.add(at)).map(tanh));
        }
    }
}

/// Computes a step's S from C and the previous step's S, possibly in place; `out` = Sᵀ q.
#[inline(always)]
unsafe fn settle(
    [before, c]: [*const f32; 2],
    [K, row]: [usize; 2],
    keep: f32,
    q: *const f32,
    to: *mut f32,
    out: *mut f32,
) {
    unsafe {
        for j in (0..row).step_by(LANES) {
            let mut read = ZERO;
            for i in 0..K {
                let at = i * row + j;
                let c = line(c.add(at));
                let state = madd([keep; LANES], sub(line(before.add(at)), c), c);
                put(to.add(at), state);
                read = madd([*q.add(i); LANES], state, read);
            }
            put(out.add(j), read);
        }
    }
}

#[inline(always)]
pub unsafe fn matrix_recurrence(job: &MatrixRecurrence, thread: usize, threads: usize) {
    unsafe {
        let (K, V, heads) = (job.K, job.V, job.B * job.H);
        let row = padded(V);
        let w = job.scratch.add(thread * job.scratchBytes / 4);
        let s = w.add(V * row);
        let [c, v] = [1, 2].map(|matrix| s.add(matrix * K * row));
        let out = v.add(row);
        for head in share(heads, 1, thread, threads) {
            load_rows(job.recurrentKernel.add(head % job.H * V * V), V, V, w);
            load_rows(job.initial.add(head * K * V), K, V, s);
            for t in 0..job.T {
                let at = t * heads + head;
                if !job.states.is_null() && t % job.every == 0 {
                    store_rows(s, K, V, job.states.add((t / job.every * heads + head) * K * V));
                }
                load_rows(job.values.add(at * V), 1, V, v);
                candidate(s, w, [K, V], [job.keys.add(at * K), v], c);
                settle([s, c], [K, row], *job.keep.add(at), job.queries.add(at * K), s, out);
                copy_nonoverlapping(out, job.outputs.add(at * V), V);
            }
            store_rows(s, K, V, job.r#final.add(head * K * V));
        }
    }
}

/// Rows that `unsettle` reads and writes; `before` is the row of S₋₁.
#[derive(Clone, Copy)]
struct Row {
    before: *const f32,
    d_out: *const f32,
    ds: *mut f32,
    c: *mut f32,
    dv: *mut f32,
    state: *mut f32,
    change: *mut f32,
    gradient: *mut f32,
}

/// One row of the backward step: adds q do to dS, which keeps the part that bypasses the product; C becomes the gradient of the tanh's
/// argument. `state` is the row of S, `change` that of S₋₁ − C, `gradient` that of dS. Adds k × the row of the gradient to `dv`.
#[inline(always)]
unsafe fn unsettle(at: Row, count: usize, [keep, q, k]: [f32; 3]) {
    unsafe {
        let one = [1.0; LANES];
        for j in (0..count).step_by(LANES) {
            let c = line(at.c.add(j));
            let ds = madd([q; LANES], line(at.d_out.add(j)), line(at.ds.add(j)));
            let difference = sub(line(at.before.add(j)), c);
            let dz = mul(mul([1.0 - keep; LANES], ds), sub(one, mul(c, c)));
            put(at.state.add(j), madd([keep; LANES], difference, c));
            put(at.change.add(j), difference);
            put(at.gradient.add(j), ds);
            put(at.ds.add(j), mul([keep; LANES], ds));
            put(at.c.add(j), dz);
            put(at.dv.add(j), madd([k; LANES], dz, line(at.dv.add(j))));
        }
    }
}

#[inline(always)]
pub unsafe fn matrix_recurrence_gradient(job: &MatrixRecurrenceGradient, thread: usize, threads: usize) {
    unsafe {
        let (K, V, every, heads) = (job.K, job.V, job.every, job.B * job.H);
        let row = padded(V);
        let step = K * row;
        let w = job.scratch.add(thread * job.scratchBytes / 4);
        let [wt, dw, ds] = [1, 2, 3].map(|matrix| w.add(matrix * V * row));
        // S before each step of a chunk, and C, later the gradient of the tanh's argument.
        let trail = ds.add(step);
        let inner = trail.add(step * every);
        let [v, d_out, dv, state, change, gradient] =
            [0, 1, 2, 3, 4, 5].map(|index| inner.add(step * every + index * row));
        for head in share(heads, 1, thread, threads) {
            let kernel = job.recurrentKernel.add(head % job.H * V * V);
            load_rows(kernel, V, V, w);
            load_transposed(kernel, V, V, wt);
            write_bytes(dw, 0, V * row);
            load_rows(job.finalGradient.add(head * K * V), K, V, ds);
            for chunk in (0..job.T.div_ceil(every)).rev() {
                let first = chunk * every;
                let end = job.T.min(first + every);
                load_rows(job.states.add((chunk * heads + head) * K * V), K, V, trail);
                for t in first..end {
                    let at = t * heads + head;
                    let [before, c] = [trail, inner].map(|steps| steps.add((t - first) * step));
                    load_rows(job.values.add(at * V), 1, V, v);
                    candidate(before, w, [K, V], [job.keys.add(at * K), v], c);
                    if t + 1 < end {
                        let q = job.queries.add(at * K);
                        settle([before, c], [K, row], *job.keep.add(at), q, before.add(step), dv);
                    }
                }
                for t in (first..end).rev() {
                    let at = t * heads + head;
                    let [before, c] = [trail, inner].map(|steps| steps.add((t - first) * step));
                    let keep = *job.keep.add(at);
                    load_rows(job.values.add(at * V), 1, V, v);
                    load_rows(job.outputsGradient.add(at * V), 1, V, d_out);
                    write_bytes(dv, 0, row);
                    let mut by_keep = 0.0;
                    for i in 0..K {
                        let (key, at) = (at * K + i, i * row);
                        let c = c.add(at);
                        let rows =
                            Row { before: before.add(at), d_out, ds: ds.add(at), c, dv, state, change, gradient };
                        unsettle(rows, row, [keep, *job.queries.add(key), *job.keys.add(key)]);
                        by_keep += dot(gradient, change, row);
                        *job.queriesGradient.add(key) = dot(state, d_out, row);
                        *job.keysGradient.add(key) = dot(c, v, row);
                    }
                    *job.keepGradient.add(at) = by_keep;
                    copy_nonoverlapping(dv, job.valuesGradient.add(at * V), V);
                    let left = Left { at: c, row, step: 1 };
                    small_product([K, row, V], left, Rows { at: wt, row }, Rows { at: ds, row }, true);
                }
                // Sᵀ × the gradients, over all steps at once.
                let left = Left { at: trail, row: 1, step: row };
                let sizes = [V, row, (end - first) * K];
                small_product(sizes, left, Rows { at: inner, row }, Rows { at: dw, row }, true);
            }
            store_rows(dw, V, V, job.partial.add(head * V * V));
            store_rows(ds, K, V, job.initialGradient.add(head * K * V));
        }
    }
}
