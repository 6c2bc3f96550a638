//! Per head, with S of K × V: r = S₋₁ᵀ k, e = v − keep r, u = write e, S = keep S₋₁ + k uᵀ, o = Sᵀ q. The loops are written so that vectors
//! run along a row and nothing is summed across one: forward along V; backward both along V and, in a transposed copy, along K.

use super::args::{GatedDelta, GatedDeltaGradient};
use super::elementwise::sum_in_lanes;
use super::scratch_rows::*;
use crate::share::share;
use std::ptr::{copy_nonoverlapping, write_bytes};
use std::slice::from_raw_parts;

/// S = keep S + k uᵀ; in the same pass `out` = Sᵀ q and, for the next step, `held` = Sᵀ next.
#[inline(always)]
unsafe fn advance(
    s: *mut f32,
    [K, width]: [usize; 2],
    keep: f32,
    [k, u, q, next]: [*const f32; 4],
    [out, held]: [*mut f32; 2],
) {
    unsafe {
        for j in (0..width).step_by(LANES) {
            let change = line(u.add(j));
            let (mut read, mut holds) = (ZERO, ZERO);
            for i in 0..K {
                let row = s.add(i * width + j);
                let state = madd([*k.add(i); LANES], change, mul([keep; LANES], line(row)));
                put(row, state);
                read = madd([*q.add(i); LANES], state, read);
                holds = madd([*next.add(i); LANES], state, holds);
            }
            put(out.add(j), read);
            put(held.add(j), holds);
        }
    }
}

#[inline(always)]
pub unsafe fn gated_delta(job: &GatedDelta, thread: usize, threads: usize) {
    unsafe {
        let (K, V, heads) = (job.K, job.V, job.B * job.H);
        let width = padded(V);
        let s = job.scratch.add(thread * job.scratchBytes / 4);
        let [u, e, out, held] = [0, 1, 2, 3].map(|row| s.add((K + row) * width));
        for head in share(heads, 1, thread, threads) {
            load_rows(job.initial.add(head * K * V), K, V, s);
            write_bytes(u, 0, width);
            let first = job.keys.add(head * K);
            advance(s, [K, width], 1.0, [first, u, first, first], [out, held]);
            for t in 0..job.T {
                let at = t * heads + head;
                if !job.states.is_null() && t % job.every == 0 {
                    store_rows(s, K, V, job.states.add((t / job.every * heads + head) * K * V));
                }
                let next = if t + 1 < job.T { at + heads } else { at };
                let keep = *job.keep.add(at);
                load_rows(job.values.add(at * V), 1, V, e);
                for j in 0..width {
                    *e.add(j) -= keep * *held.add(j);
                }
                scale_row(*job.write.add(at), e, u, width);
                let read = [job.keys.add(at * K), u, job.queries.add(at * K), job.keys.add(next * K)];
                advance(s, [K, width], keep, read, [out, held]);
                copy_nonoverlapping(out, job.outputs.add(at * V), V);
                if !job.errors.is_null() {
                    copy_nonoverlapping(e, job.errors.add(at * V), V);
                }
            }
            store_rows(s, K, V, job.r#final.add(head * K * V));
        }
    }
}

/// Terms of a step's dS other than the next step's dS: dS = keep dS + k drᵀ (both of the next step) + q doᵀ.
#[derive(Clone, Copy)]
struct Retreat {
    keep: f32,
    k: *const f32,
    dr: *const f32,
    q: *const f32,
    d_out: *const f32,
}

/// Computes a step's dS (K, V) from the next step's; `du` = dSᵀ `key`.
#[inline(always)]
unsafe fn retreat(ds: *mut f32, [K, width]: [usize; 2], from: Retreat, key: *const f32, du: *mut f32) {
    unsafe {
        for j in (0..width).step_by(LANES) {
            let (dr, d_out) = (line(from.dr.add(j)), line(from.d_out.add(j)));
            let mut sums = ZERO;
            for i in 0..K {
                let row = ds.add(i * width + j);
                let kept = madd([*from.k.add(i); LANES], dr, mul([from.keep; LANES], line(row)));
                let state = madd([*from.q.add(i); LANES], d_out, kept);
                put(row, state);
                sums = madd([*key.add(i); LANES], state, sums);
            }
            put(du.add(j), sums);
        }
    }
}

/// `retreat` for the transposed dS, plus products with it and S₋₁ (both V × K): dS u, Σ dS ⊙ S₋₁ over V, S₋₁ do, S₋₁ du.
#[inline(always)]
unsafe fn retreat_transposed(
    ds: *mut f32,
    s: *const f32,
    [V, width]: [usize; 2],
    from: Retreat,
    [u, du]: [*const f32; 2],
    [by_change, by_keep, read, by_held]: [*mut f32; 4],
) {
    unsafe {
        for j in (0..width).step_by(LANES) {
            let (k, q) = (line(from.k.add(j)), line(from.q.add(j)));
            let (mut changes, mut keeps, mut reads, mut holds) = (ZERO, ZERO, ZERO, ZERO);
            for i in 0..V {
                let row = ds.add(i * width + j);
                let d_out = [*from.d_out.add(i); LANES];
                let kept = madd([*from.dr.add(i); LANES], k, mul([from.keep; LANES], line(row)));
                let state = madd(d_out, q, kept);
                put(row, state);
                let before = line(s.add(i * width + j));
                changes = madd(state, [*u.add(i); LANES], changes);
                keeps = madd(state, before, keeps);
                reads = madd(before, d_out, reads);
                holds = madd(before, [*du.add(i); LANES], holds);
            }
            put(by_change.add(j), changes);
            put(by_keep.add(j), keeps);
            put(read.add(j), reads);
            put(by_held.add(j), holds);
        }
    }
}

/// Computes a step's Sᵀ (V, K) from the previous step's: keep Sᵀ₋₁ + u kᵀ.
#[inline(always)]
unsafe fn replay(before: *const f32, to: *mut f32, [V, width]: [usize; 2], keep: f32, k: *const f32, u: *const f32) {
    unsafe {
        for i in 0..V {
            for j in (0..width).step_by(LANES) {
                let at = i * width + j;
                put(to.add(at), madd([*u.add(i); LANES], line(k.add(j)), mul([keep; LANES], line(before.add(at)))));
            }
        }
    }
}

#[inline(always)]
pub unsafe fn gated_delta_gradient(job: &GatedDeltaGradient, thread: usize, threads: usize) {
    unsafe {
        let (K, V, every, heads) = (job.K, job.V, job.every, job.B * job.H);
        let (across, along) = (padded(V), padded(K));
        let turned = along * V;
        let ds = job.scratch.add(thread * job.scratchBytes / 4);
        let dst = ds.add(across * K);
        let trail = dst.add(turned);
        let [e, u, d_out, du, dr] = [0, 1, 2, 3, 4].map(|row| trail.add(turned * every + row * across));
        let [k, q, next_key, by_change, by_keep, read, by_held] =
            [0, 1, 2, 3, 4, 5, 6].map(|row| dr.add(across + row * along));
        for head in share(heads, 1, thread, threads) {
            load_rows(job.finalGradient.add(head * K * V), K, V, ds);
            load_transposed(job.finalGradient.add(head * K * V), K, V, dst);
            write_bytes(dr, 0, across);
            write_bytes(next_key, 0, along);
            let mut from = Retreat { keep: 1.0, k: next_key, dr, q, d_out };
            for chunk in (0..job.T.div_ceil(every)).rev() {
                let first = chunk * every;
                let end = job.T.min(first + every);
                load_transposed(job.states.add((chunk * heads + head) * K * V), K, V, trail);
                for t in first..end - 1 {
                    let at = t * heads + head;
                    load_rows(job.errors.add(at * V), 1, V, e);
                    scale_row(*job.write.add(at), e, u, across);
                    load_rows(job.keys.add(at * K), 1, K, k);
                    let before = trail.add((t - first) * turned);
                    replay(before, before.add(turned), [V, along], *job.keep.add(at), k, u);
                }
                for t in (first..end).rev() {
                    let at = t * heads + head;
                    let (keep, write) = (*job.keep.add(at), *job.write.add(at));
                    load_rows(job.keys.add(at * K), 1, K, k);
                    load_rows(job.queries.add(at * K), 1, K, q);
                    load_rows(job.errors.add(at * V), 1, V, e);
                    load_rows(job.outputsGradient.add(at * V), 1, V, d_out);
                    scale_row(write, e, u, across);
                    retreat(ds, [K, across], from, k, du);
                    let before = trail.add((t - first) * turned);
                    retreat_transposed(dst, before, [V, along], from, [u, du], [by_change, by_keep, read, by_held]);
                    *job.writeGradient.add(at) = dot(e, du, across);
                    *job.keepGradient.add(at) =
                        sum_in_lanes(from_raw_parts(by_keep, along)) - write * dot(k, by_held, along);
                    // S do = keep S₋₁ do + k (u · do); the gradient of what the key held is −write keep du.
                    let read_change = dot(u, d_out, across);
                    for j in 0..along {
                        *read.add(j) = keep.mul_add(*read.add(j), read_change * *k.add(j));
                        *by_change.add(j) = (-write * keep).mul_add(*by_held.add(j), *by_change.add(j));
                    }
                    copy_nonoverlapping(read, job.queriesGradient.add(at * K), K);
                    copy_nonoverlapping(by_change, job.keysGradient.add(at * K), K);
                    scale_row(-write * keep, du, dr, across);
                    scale_row(write, du, du, across);
                    copy_nonoverlapping(du, job.valuesGradient.add(at * V), V);
                    copy_nonoverlapping(k, next_key, along);
                    from.keep = keep;
                }
            }
            write_bytes(d_out, 0, across);
            retreat(ds, [K, across], from, k, du);
            store_rows(ds, K, V, job.initialGradient.add(head * K * V));
        }
    }
}
