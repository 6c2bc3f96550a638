//! Per head of each sequence, all visible keys and values, w − 1 + T places, are copied to scratch, the keys rotated by their place.
//! Queries are taken in blocks, whose scores are a product with the places that any of them sees: a band, of which each row uses its part.

use super::args::{WindowAttention, WindowAttentionGradient};
use super::elementwise::sum_in_lanes;
use super::scratch_rows::{LANES, dot, load_rows, padded, scale_row};
use super::small_product::{Left, Rows, small_product};
use crate::math::exp;
use crate::share::{apart, share};
use std::ops::Range;
use std::ptr::{copy_nonoverlapping, write_bytes};
use std::slice::from_raw_parts_mut;

/// Queries in a block.
const BLOCK: usize = 12;
/// Score of a masked place.
const UNSEEN: f32 = -1e30;

/// Sizes of a call and values derived from them, all in numbers.
#[derive(Clone, Copy)]
struct Sizes {
    T: usize,
    K: usize,
    window: usize,
    heads: usize,
    /// Distance between steps of a sequence, and between places of a cache.
    step: usize,
    cache_step: usize,
    /// Number of places, rounded up to whole lines.
    lines: usize,
    /// Row lengths in scratch: K numbers; transposed places, an odd number of lines, so that rows do not collide in the cache; scores.
    row: usize,
    across: usize,
    band: usize,
}

impl Sizes {
    fn new([T, B, H, K, window]: [usize; 5]) -> Self {
        let lines = padded(window - 1 + T);
        Self {
            T,
            K,
            window,
            heads: B * H,
            step: B * H * K,
            cache_step: H * K,
            lines,
            row: padded(K),
            across: ((lines / LANES) | 1) * LANES,
            band: padded(window + BLOCK + 30),
        }
    }

    /// Offset of a head's part of a cache, and the first place of its sequence that holds a character.
    unsafe fn cache(&self, head: usize, filled: *const f32) -> (usize, usize) {
        let (before, heads) = (self.window - 1, self.cache_step / self.K);
        let (sequence, own) = (head / heads, head % heads);
        // NaN counts as 0.
        let count = unsafe { *filled.add(sequence) } as usize;
        ((sequence * before * heads + own) * self.K, before - count.min(before))
    }

    /// Places that any query of a block sees, extended to whole lines.
    fn band_of(&self, block: &Range<usize>, first: usize) -> Range<usize> {
        block.start.max(first) / LANES * LANES..padded(block.end + self.window - 1)
    }

    /// Places that one query sees.
    fn seen(&self, t: usize, first: usize) -> Range<usize> {
        t.max(first)..t + self.window
    }

    fn blocks(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let T = self.T;
        (0..T).step_by(BLOCK).map(move |t| t..T.min(t + BLOCK))
    }
}

/// The angles of all places, K / 2 for each.
#[derive(Clone, Copy)]
struct Angles {
    cosines: *const f32,
    sines: *const f32,
}

impl Angles {
    /// Rotates the pairs of K numbers by the angles of a place, forward (`way` 1) or back (−1), and scales them by `factor`.
    #[inline(always)]
    unsafe fn rotate(self, place: usize, K: usize, way: f32, factor: f32, from: *const f32, to: *mut f32) {
        unsafe {
            let half = K / 2;
            let [cos, sin] = [self.cosines, self.sines].map(|table| table.add(place * half));
            turn(half, from, from.add(half), cos, sin, to, to.add(half), way, factor);
        }
    }
}

apart! {
    fn turn([a, b, cos, sin] => [to, other], way: f32, factor: f32) |j| {
        let sin = way * sin[j];
        to[j] = factor * (a[j] * cos[j] - b[j] * sin);
        other[j] = factor * (a[j] * sin + b[j] * cos[j]);
    }
}

/// Transposes rows into columns, one line of rows at a time.
#[inline(always)]
unsafe fn transpose(from: *const f32, sizes: &Sizes, to: *mut f32) {
    unsafe {
        for i in (0..sizes.lines).step_by(LANES) {
            for j in 0..sizes.K {
                let column = from_raw_parts_mut(to.add(j * sizes.across + i), LANES);
                for (line, to) in column.iter_mut().enumerate() {
                    *to = *from.add((i + line) * sizes.row + j);
                }
            }
        }
    }
}

/// Numbers of a head at a place: `cache` is its part of a cache, `sequence` its part of a sequence's first step.
#[inline(always)]
unsafe fn at_place(sizes: &Sizes, place: usize, cache: *const f32, sequence: *const f32) -> *const f32 {
    let before = sizes.window - 1;
    unsafe {
        if place < before { cache.add(place * sizes.cache_step) } else { sequence.add((place - before) * sizes.step) }
    }
}

/// Loads a head's keys or values at all places, with zeros for hidden ones, up to a whole line of places; rotates them if there are angles.
#[inline(always)]
unsafe fn load_places(
    sizes: &Sizes,
    first: usize,
    cache: *const f32,
    sequence: *const f32,
    angles: Option<Angles>,
    to: *mut f32,
) {
    unsafe {
        let (K, row, places) = (sizes.K, sizes.row, sizes.window - 1 + sizes.T);
        write_bytes(to, 0, first * row);
        for place in first..places {
            let from = at_place(sizes, place, cache, sequence);
            let to = to.add(place * row);
            load_rows(from, 1, K, to);
            if let Some(angles) = angles {
                angles.rotate(place, K, 1.0, 1.0, from, to);
            }
        }
        write_bytes(to.add(places * row), 0, (sizes.lines - places) * row);
    }
}

/// Keeps the last places of a head for the next call.
#[inline(always)]
unsafe fn keep_places(sizes: &Sizes, cache: *const f32, sequence: *const f32, to: *mut f32) {
    unsafe {
        for i in 0..sizes.window - 1 {
            let from = at_place(sizes, i + sizes.T, cache, sequence);
            copy_nonoverlapping(from, to.add(i * sizes.cache_step), sizes.K);
        }
    }
}

/// Sets the scores outside `seen` in a row that covers `band`.
#[inline(always)]
fn outside(row: &mut [f32], band: &Range<usize>, seen: &Range<usize>, value: f32) {
    row[..seen.start - band.start].fill(value);
    row[seen.end - band.start..].fill(value);
}

/// Replaces each x by e^(x − shift).
#[inline(always)]
fn exponentials(row: &mut [f32], shift: f32) {
    for x in row {
        *x = exp(*x - shift);
    }
}

#[inline(always)]
fn largest(row: &[f32]) -> f32 {
    let mut most = [f32::MIN; LANES];
    for line in row.as_chunks::<LANES>().0 {
        for i in 0..LANES {
            most[i] = if line[i] > most[i] { line[i] } else { most[i] };
        }
    }
    most.into_iter().fold(f32::MIN, f32::max)
}

#[inline(always)]
pub unsafe fn window_attention(job: &WindowAttention, thread: usize, threads: usize) {
    unsafe {
        let sizes = Sizes::new([job.T, job.B, job.H, job.K, job.window]);
        let Sizes { K, lines, row, across, band, .. } = sizes;
        let angles = Angles { cosines: job.cosines, sines: job.sines };
        let factor = (1.0 / (K as f64).sqrt()) as f32;
        let key_rows = job.scratch.add(thread * job.scratchBytes / 4);
        let turned = key_rows.add(lines * row);
        let value_rows = turned.add(row * across);
        let query = value_rows.add(lines * row);
        let scores = query.add(BLOCK * row);
        let out = scores.add(BLOCK * band);
        write_bytes(query, 0, BLOCK * row);
        for head in share(sizes.heads, 1, thread, threads) {
            let (cached, first) = sizes.cache(head, job.filled);
            let [keys, values] = [job.keys, job.values].map(|sequence| sequence.add(head * K));
            let [cache_keys, cache_values] = [job.cacheKeys, job.cacheValues].map(|cache| cache.add(cached));
            load_places(&sizes, first, cache_keys, keys, Some(angles), key_rows);
            transpose(key_rows, &sizes, turned);
            load_places(&sizes, first, cache_values, values, None, value_rows);
            for block in sizes.blocks() {
                let places = sizes.band_of(&block, first);
                let columns = places.len();
                for (i, t) in block.clone().enumerate() {
                    let from = job.queries.add(t * sizes.step + head * K);
                    angles.rotate(t + job.window - 1, K, 1.0, factor, from, query.add(i * row));
                }
                small_product(
                    [block.len(), columns, K],
                    Left { at: query, row, step: 1 },
                    Rows { at: turned.add(places.start), row: across },
                    Rows { at: scores, row: band },
                    false,
                );
                let mut sums = [0f32; BLOCK];
                for (i, t) in block.clone().enumerate() {
                    let line = from_raw_parts_mut(scores.add(i * band), columns);
                    let seen = sizes.seen(t, first);
                    outside(line, &places, &seen, UNSEEN);
                    let most = largest(line);
                    exponentials(line, most);
                    sums[i] = sum_in_lanes(line);
                    outside(line, &places, &seen, 0.0);
                    if !job.logSums.is_null() {
                        *job.logSums.add(t * sizes.heads + head) = most + f64::from(sums[i]).ln() as f32;
                    }
                }
                small_product(
                    [block.len(), row, columns],
                    Left { at: scores, row: band, step: 1 },
                    Rows { at: value_rows.add(places.start * row), row },
                    Rows { at: out, row },
                    false,
                );
                for (i, t) in block.enumerate() {
                    scale_row(1.0 / sums[i], out.add(i * row), out.add(i * row), row);
                    copy_nonoverlapping(out.add(i * row), job.outputs.add(t * sizes.step + head * K), K);
                }
            }
            keep_places(&sizes, cache_keys, keys, job.finalKeys.add(cached));
            keep_places(&sizes, cache_values, values, job.finalValues.add(cached));
        }
    }
}

/// Gradients of the call's queries, keys and values; the cache is a constant.
#[inline(always)]
pub unsafe fn window_attention_gradient(job: &WindowAttentionGradient, thread: usize, threads: usize) {
    unsafe {
        let sizes = Sizes::new([job.T, job.B, job.H, job.K, job.window]);
        let Sizes { T, K, lines, row, across, band, .. } = sizes;
        let before = job.window - 1;
        let angles = Angles { cosines: job.cosines, sines: job.sines };
        let factor = (1.0 / (K as f64).sqrt()) as f32;
        let key_rows = job.scratch.add(thread * job.scratchBytes / 4);
        let turned = key_rows.add(lines * row);
        let value_rows = turned.add(row * across);
        let turned_values = value_rows.add(lines * row);
        let d_keys = turned_values.add(row * across);
        let d_values = d_keys.add(T * row);
        let [query, d_out, out, scores] = [0, 1, 2, 3].map(|i| d_values.add((T + i * BLOCK) * row));
        let d_scores = scores.add(BLOCK * band);
        write_bytes(query, 0, BLOCK * row);
        for head in share(sizes.heads, 1, thread, threads) {
            let (cached, first) = sizes.cache(head, job.filled);
            load_places(&sizes, first, job.cacheKeys.add(cached), job.keys.add(head * K), Some(angles), key_rows);
            transpose(key_rows, &sizes, turned);
            load_places(&sizes, first, job.cacheValues.add(cached), job.values.add(head * K), None, value_rows);
            transpose(value_rows, &sizes, turned_values);
            write_bytes(d_keys, 0, 2 * T * row);
            for block in sizes.blocks() {
                let places = sizes.band_of(&block, first);
                let columns = places.len();
                for (i, t) in block.clone().enumerate() {
                    let at = t * sizes.step + head * K;
                    angles.rotate(t + before, K, 1.0, factor, job.queries.add(at), query.add(i * row));
                    load_rows(job.outputs.add(at), 1, K, out.add(i * row));
                    load_rows(job.outputsGradient.add(at), 1, K, d_out.add(i * row));
                }
                for (left, right, to) in [(query, turned, scores), (d_out, turned_values, d_scores)] {
                    small_product(
                        [block.len(), columns, K],
                        Left { at: left, row, step: 1 },
                        Rows { at: right.add(places.start), row: across },
                        Rows { at: to, row: band },
                        false,
                    );
                }
                for (i, t) in block.clone().enumerate() {
                    let line = from_raw_parts_mut(scores.add(i * band), columns);
                    let d_line = from_raw_parts_mut(d_scores.add(i * band), columns);
                    exponentials(line, *job.logSums.add(t * sizes.heads + head));
                    outside(line, &places, &sizes.seen(t, first), 0.0);
                    let mean = dot(out.add(i * row), d_out.add(i * row), row);
                    for (to, x) in d_line.iter_mut().zip(line) {
                        *to = *x * (*to - mean);
                    }
                }
                // Part of the band that belongs to this call.
                let own = places.start.max(before);
                let count = block.end + before - own;
                for (from, right, to) in [(scores, d_out, d_values), (d_scores, query, d_keys)] {
                    small_product(
                        [count, row, block.len()],
                        Left { at: from.add(own - places.start), row: 1, step: band },
                        Rows { at: right, row },
                        Rows { at: to.add((own - before) * row), row },
                        true,
                    );
                }
                small_product(
                    [block.len(), row, columns],
                    Left { at: d_scores, row: band, step: 1 },
                    Rows { at: key_rows.add(places.start * row), row },
                    Rows { at: out, row },
                    false,
                );
                for (i, t) in block.enumerate() {
                    let to = job.queriesGradient.add(t * sizes.step + head * K);
                    angles.rotate(t + before, K, -1.0, factor, out.add(i * row), to);
                }
            }
            for t in 0..T {
                let at = t * sizes.step + head * K;
                angles.rotate(t + before, K, -1.0, 1.0, d_keys.add(t * row), job.keysGradient.add(at));
                copy_nonoverlapping(d_values.add(t * row), job.valuesGradient.add(at), K);
            }
        }
    }
}
