import { beat } from './control';
import { madd } from './math';
import { dot, loadRows, loadTransposed, padded, scaleRow, storeRows, sumRow } from './scratch-rows';
import { share } from './share';

// For each head, with S of K × V: r = S₋₁ᵀ k, e = v − keep r, u = write e, S = keep S₋₁ + k uᵀ, o = Sᵀ q. The loops are written so that vectors
// run along a row and nothing is summed across one: forward along V; backward both along V and, in a transposed copy, along K.

/** S = keep S + k uᵀ; in the same pass `out` = Sᵀ q and, for the next step, `held` = Sᵀ next. */
function advance(
  S: usize, K: i32, rowBytes: usize, keep: f32, k: usize, u: usize, q: usize, next: usize, out: usize, held: usize,
): void {
  const a = f32x4.splat(keep), zero = f32x4.splat(0);
  const end = <usize>K << 2;
  for (let j: usize = 0; j < rowBytes; j += PAIRS) {
    const change = read(u + j);
    let o: v128 = zero;
    let r: v128 = zero;
    let row = S + j;
    for (let i: usize = 0; i < end; i += 4) {
      const ki = v128.load32_splat(k + i), qi = v128.load32_splat(q + i), ni = v128.load32_splat(next + i);
      const s = madd(ki, change, f32x4.mul(a, read(row)));
      write(row, s);
      o = madd(qi, s, o);
      r = madd(ni, s, r);
      row += rowBytes;
    }
    write(out + j, o);
    write(held + j, r);
  }
}

/**
 * @param every @param states number of steps after which a state is kept for the gradient, and the place: [⌈T / every⌉, B, H, K, V], each
 *   as it was before its steps; 0 to keep none
 * @param errors e (T, B, H, V), or 0
 */
export function gatedDelta(
  T: i32, B: i32, H: i32, K: i32, V: i32, every: i32,
  queries: usize, keys: usize, values: usize, keep: usize, write: usize, initial: usize,
  outputs: usize, final: usize, errors: usize, states: usize,
  scratch: usize, thread: i32, threads: i32,
): void {
  const heads = B * H;
  const range = share(heads, 1, thread, threads);
  const last = <i32>(range >> 32);
  const rowBytes = <usize>padded(V) << 2, keyBytes = <usize>K << 2, valueBytes = <usize>V << 2;
  const stateBytes = valueBytes * <usize>K;
  const S = scratch, u = S + rowBytes * <usize>K, e = u + rowBytes, out = e + rowBytes, held = out + rowBytes;
  for (let head = <i32>(range & 0xffffffff); head < last; head++) {
    const state = <usize>head * stateBytes;
    loadRows(initial + state, K, V, S);
    memory.fill(u, 0, rowBytes);
    const first = keys + <usize>head * keyBytes;
    advance(S, K, rowBytes, 1, first, u, first, first, out, held);
    for (let t = 0; t < T; t++) {
      beat();
      if (states != 0 && t % every == 0) storeRows(S, K, V, states + <usize>(t / every * heads) * stateBytes + state);
      const at = <usize>(t * heads + head);
      const next = t + 1 < T ? at + <usize>heads : at;
      const a = load<f32>(keep + (at << 2));
      loadRows(values + at * valueBytes, 1, V, e);
      for (let j: usize = 0; j < rowBytes; j += 16) {
        v128.store(e + j, f32x4.sub(v128.load(e + j), f32x4.mul(f32x4.splat(a), v128.load(held + j))));
      }
      scaleRow(load<f32>(write + (at << 2)), e, u, rowBytes);
      advance(S, K, rowBytes, a, keys + at * keyBytes, u, queries + at * keyBytes, keys + next * keyBytes, out, held);
      memory.copy(outputs + at * valueBytes, out, valueBytes);
      if (errors != 0) memory.copy(errors + at * valueBytes, e, valueBytes);
    }
    storeRows(S, K, V, final + state);
  }
}

/** Computes a step's dS (K, V) from the next step's, dS = keep dS + k drᵀ (both of the next) + q doᵀ; `du` = dSᵀ `key`. */
function retreat(
  dS: usize, K: i32, rowBytes: usize, keep: f32, k: usize, dr: usize, q: usize, dOut: usize, key: usize, du: usize,
): void {
  const a = f32x4.splat(keep), zero = f32x4.splat(0);
  const end = <usize>K << 2;
  for (let j: usize = 0; j < rowBytes; j += PAIRS) {
    const r = read(dr + j);
    const o = read(dOut + j);
    let sum: v128 = zero;
    let row = dS + j;
    for (let i: usize = 0; i < end; i += 4) {
      const ki = v128.load32_splat(k + i), qi = v128.load32_splat(q + i), keyI = v128.load32_splat(key + i);
      const s = madd(qi, o, madd(ki, r, f32x4.mul(a, read(row))));
      write(row, s);
      sum = madd(keyI, s, sum);
      row += rowBytes;
    }
    write(du + j, sum);
  }
}

/**
 * `retreat` for the transposed dS, with products of it and S₋₁ (both V × K): `byChange` = dS u, `byKeep` = Σ dS ⊙ S₋₁ over V,
 * `toRead` = S₋₁ do, `byHeld` = S₋₁ du.
 */
function retreatTransposed(
  dS: usize, S: usize, V: i32, rowBytes: usize, keep: f32, k: usize, dr: usize, q: usize, dOut: usize, u: usize, du: usize,
  byChange: usize, byKeep: usize, toRead: usize, byHeld: usize,
): void {
  const a = f32x4.splat(keep), zero = f32x4.splat(0);
  const end = <usize>V << 2;
  for (let j: usize = 0; j < rowBytes; j += PAIRS) {
    const kj = read(k + j);
    const qj = read(q + j);
    let changes: v128 = zero;
    let keeps: v128 = zero;
    let reads: v128 = zero;
    let holds: v128 = zero;
    let row = dS + j, before = S + j;
    for (let i: usize = 0; i < end; i += 4) {
      const ri = v128.load32_splat(dr + i), oi = v128.load32_splat(dOut + i);
      const s = madd(oi, qj, madd(ri, kj, f32x4.mul(a, read(row))));
      write(row, s);
      const ui = v128.load32_splat(u + i), dui = v128.load32_splat(du + i);
      const b = read(before);
      changes = madd(s, ui, changes);
      keeps = madd(s, b, keeps);
      reads = madd(b, oi, reads);
      holds = madd(b, dui, holds);
      row += rowBytes;
      before += rowBytes;
    }
    write(byChange + j, changes);
    write(byKeep + j, keeps);
    write(toRead + j, reads);
    write(byHeld + j, holds);
  }
}

/** Computes a step's Sᵀ (V, K) from the previous step's: keep Sᵀ₋₁ + u kᵀ. */
function replay(before: usize, to: usize, V: i32, rowBytes: usize, keep: f32, k: usize, u: usize): void {
  const a = f32x4.splat(keep);
  for (let i: usize = 0; i < <usize>V << 2; i += 4) {
    const ui = v128.load32_splat(u + i);
    for (let j: usize = 0; j < rowBytes; j += 16) {
      v128.store(to + j, madd(ui, v128.load(k + j), f32x4.mul(a, v128.load(before + j))));
    }
    before += rowBytes;
    to += rowBytes;
  }
}

/** Gradients of `gatedDelta` with respect to all that it reads, from what it kept. */
export function gatedDeltaGradient(
  T: i32, B: i32, H: i32, K: i32, V: i32, every: i32,
  queries: usize, keys: usize, keep: usize, write: usize, errors: usize, states: usize, outputsGradient: usize, finalGradient: usize,
  queriesGradient: usize, keysGradient: usize, valuesGradient: usize, keepGradient: usize, writeGradient: usize, initialGradient: usize,
  scratch: usize, thread: i32, threads: i32,
): void {
  const heads = B * H;
  const range = share(heads, 1, thread, threads);
  const last = <i32>(range >> 32);
  const across = <usize>padded(V) << 2, along = <usize>padded(K) << 2;
  const keyBytes = <usize>K << 2, valueBytes = <usize>V << 2;
  const stateBytes = valueBytes * <usize>K, turned = along * <usize>V;
  const dS = scratch, dSt = dS + across * <usize>K, trail = dSt + turned;
  const e = trail + turned * <usize>every, u = e + across, dOut = u + across, du = dOut + across, dr = du + across;
  const k = dr + across, q = k + along, nextKey = q + along;
  const byChange = nextKey + along, byKeep = byChange + along, read = byKeep + along, byHeld = read + along;
  for (let head = <i32>(range & 0xffffffff); head < last; head++) {
    const state = <usize>head * stateBytes;
    loadRows(finalGradient + state, K, V, dS);
    loadTransposed(finalGradient + state, K, V, dSt);
    memory.fill(dr, 0, across);
    memory.fill(nextKey, 0, along);
    let nextKeep: f32 = 1;
    for (let chunk = (T - 1) / every; chunk >= 0; chunk--) {
      const from = chunk * every, to = min(T, from + every);
      loadTransposed(states + <usize>(chunk * heads) * stateBytes + state, K, V, trail);
      for (let t = from; t + 1 < to; t++) {
        const at = <usize>(t * heads + head);
        loadRows(errors + at * valueBytes, 1, V, e);
        scaleRow(load<f32>(write + (at << 2)), e, u, across);
        loadRows(keys + at * keyBytes, 1, K, k);
        const before = trail + <usize>(t - from) * turned;
        replay(before, before + turned, V, along, load<f32>(keep + (at << 2)), k, u);
      }
      for (let t = to - 1; t >= from; t--) {
        beat();
        const at = <usize>(t * heads + head);
        const a = load<f32>(keep + (at << 2)), w = load<f32>(write + (at << 2));
        loadRows(keys + at * keyBytes, 1, K, k);
        loadRows(queries + at * keyBytes, 1, K, q);
        loadRows(errors + at * valueBytes, 1, V, e);
        loadRows(outputsGradient + at * valueBytes, 1, V, dOut);
        scaleRow(w, e, u, across);
        retreat(dS, K, across, nextKeep, nextKey, dr, q, dOut, k, du);
        retreatTransposed(
          dSt, trail + <usize>(t - from) * turned, V, along, nextKeep, nextKey, dr, q, dOut, u, du, byChange, byKeep, read, byHeld,
        );
        store<f32>(writeGradient + (at << 2), dot(e, du, across));
        store<f32>(keepGradient + (at << 2), sumRow(byKeep, along) - w * dot(k, byHeld, along));
        // S do = keep S₋₁ do + k (u · do); the gradient of what the key held is −write keep du.
        const uo = f32x4.splat(dot(u, dOut, across)), keptBy = f32x4.splat(a), heldBy = f32x4.splat(-w * a);
        for (let j: usize = 0; j < along; j += 16) {
          v128.store(read + j, madd(keptBy, v128.load(read + j), f32x4.mul(uo, v128.load(k + j))));
          v128.store(byChange + j, madd(heldBy, v128.load(byHeld + j), v128.load(byChange + j)));
        }
        memory.copy(queriesGradient + at * keyBytes, read, keyBytes);
        memory.copy(keysGradient + at * keyBytes, byChange, keyBytes);
        scaleRow(-w * a, du, dr, across);
        scaleRow(w, du, du, across);
        memory.copy(valuesGradient + at * valueBytes, du, valueBytes);
        memory.copy(nextKey, k, along);
        nextKeep = a;
      }
    }
    memory.fill(dOut, 0, across);
    retreat(dS, K, across, nextKeep, nextKey, dr, nextKey, dOut, nextKey, du);
    storeRows(dS, K, V, initialGradient + state);
  }
}
