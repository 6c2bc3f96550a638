import { beat } from './control';
import { madd, ONE, tanh } from './math';
import { dot, loadRows, loadTransposed, padded, storeRows } from './scratch-rows';
import { share } from './share';
import { smallProduct } from './small-product';

// For each head, with S of K × V and W of V × V: C = tanh(S₋₁ W + k vᵀ), S = C + keep (S₋₁ − C), o = Sᵀ q. Vectors run along V.

/** Computes a step's C from the previous step's S. */
function candidate(S: usize, W: usize, K: i32, V: i32, k: usize, v: usize, to: usize): void {
  const row = <usize>padded(V) << 2;
  for (let i: usize = 0; i < <usize>K; i++) {
    const ki = v128.load32_splat(k + (i << 2));
    for (let j: usize = 0; j < row; j += 16) v128.store(to + i * row + j, f32x4.mul(ki, v128.load(v + j)));
  }
  smallProduct(K, padded(V), V, S, row, 4, W, row, to, row, true);
  for (let at = to; at < to + <usize>K * row; at += 16) v128.store(at, tanh(v128.load(at)));
}

/** Computes a step's S from C and the previous step's S, possibly in place; `out` = Sᵀ q. */
function settle(before: usize, C: usize, K: i32, row: usize, keep: f32, q: usize, to: usize, out: usize): void {
  const a = f32x4.splat(keep), zero = f32x4.splat(0);
  for (let j: usize = 0; j < row; j += PAIRS) {
    let o: v128 = zero;
    let at = j;
    for (let i: usize = 0; i < <usize>K << 2; i += 4) {
      const qi = v128.load32_splat(q + i);
      const c = read(C + at);
      const s = madd(a, f32x4.sub(read(before + at), c), c);
      write(to + at, s);
      o = madd(qi, s, o);
      at += row;
    }
    write(out + j, o);
  }
}

/** @param every @param states as in `gatedDelta` */
export function matrixRecurrence(
  T: i32, B: i32, H: i32, K: i32, V: i32, every: i32,
  queries: usize, keys: usize, values: usize, keep: usize, recurrentKernel: usize, initial: usize,
  outputs: usize, final: usize, states: usize,
  scratch: usize, thread: i32, threads: i32,
): void {
  const heads = B * H;
  const range = share(heads, 1, thread, threads);
  const last = <i32>(range >> 32);
  const row = <usize>padded(V) << 2, keyBytes = <usize>K << 2, valueBytes = <usize>V << 2;
  const stateBytes = valueBytes * <usize>K;
  const W = scratch, S = W + row * <usize>V, C = S + row * <usize>K, v = C + row * <usize>K, out = v + row;
  for (let head = <i32>(range & 0xffffffff); head < last; head++) {
    const state = <usize>head * stateBytes;
    loadRows(recurrentKernel + <usize>(head % H * V) * valueBytes, V, V, W);
    loadRows(initial + state, K, V, S);
    for (let t = 0; t < T; t++) {
      beat();
      if (states != 0 && t % every == 0) storeRows(S, K, V, states + <usize>(t / every * heads) * stateBytes + state);
      const at = <usize>(t * heads + head);
      loadRows(values + at * valueBytes, 1, V, v);
      candidate(S, W, K, V, keys + at * keyBytes, v, C);
      settle(S, C, K, row, load<f32>(keep + (at << 2)), queries + at * keyBytes, S, out);
      memory.copy(outputs + at * valueBytes, out, valueBytes);
    }
    storeRows(S, K, V, final + state);
  }
}

/**
 * One row of the backward step: adds q do to dS, which keeps the part that bypasses the product; C becomes the gradient of the tanh's
 * argument. `state` is the row of S, `change` that of S₋₁ − C, `gradient` that of dS. Adds k × the row of the gradient to `dv`.
 */
function unsettle(
  dS: usize, before: usize, C: usize, row: usize, keep: f32, q: usize, k: usize, dOut: usize, state: usize, change: usize, gradient: usize,
  dv: usize,
): void {
  const a = f32x4.splat(keep), one = v128.load32_splat(ONE), rest = f32x4.sub(one, a);
  const qi = v128.load32_splat(q), ki = v128.load32_splat(k);
  for (let j: usize = 0; j < row; j += 16) {
    const c = v128.load(C + j), ds = madd(qi, v128.load(dOut + j), v128.load(dS + j));
    const difference = f32x4.sub(v128.load(before + j), c);
    const dz = f32x4.mul(f32x4.mul(rest, ds), f32x4.sub(one, f32x4.mul(c, c)));
    v128.store(state + j, madd(a, difference, c));
    v128.store(change + j, difference);
    v128.store(gradient + j, ds);
    v128.store(dS + j, f32x4.mul(a, ds));
    v128.store(C + j, dz);
    v128.store(dv + j, madd(ki, dz, v128.load(dv + j)));
  }
}

/** Gradients of `matrixRecurrence`. @param partial gradient of the kernel, for each head of each sequence: [B, H, V, V] */
export function matrixRecurrenceGradient(
  T: i32, B: i32, H: i32, K: i32, V: i32, every: i32,
  queries: usize, keys: usize, values: usize, keep: usize, recurrentKernel: usize, states: usize,
  outputsGradient: usize, finalGradient: usize,
  queriesGradient: usize, keysGradient: usize, valuesGradient: usize, keepGradient: usize, partial: usize, initialGradient: usize,
  scratch: usize, thread: i32, threads: i32,
): void {
  const heads = B * H;
  const range = share(heads, 1, thread, threads);
  const last = <i32>(range >> 32);
  const row = <usize>padded(V) << 2, keyBytes = <usize>K << 2, valueBytes = <usize>V << 2;
  const stateBytes = valueBytes * <usize>K, kernelBytes = valueBytes * <usize>V, step = row * <usize>K;
  const W = scratch, Wt = W + row * <usize>V, dW = Wt + row * <usize>V, dS = dW + row * <usize>V;
  // S before each step of a chunk, and C, later the gradient of the tanh's argument.
  const trail = dS + step, inner = trail + step * <usize>every;
  const v = inner + step * <usize>every, dOut = v + row, dv = dOut + row, state = dv + row, change = state + row, gradient = change + row;
  for (let head = <i32>(range & 0xffffffff); head < last; head++) {
    const own = <usize>head * stateBytes;
    const kernel = recurrentKernel + <usize>(head % H) * kernelBytes;
    loadRows(kernel, V, V, W);
    loadTransposed(kernel, V, V, Wt);
    memory.fill(dW, 0, row * <usize>V);
    loadRows(finalGradient + own, K, V, dS);
    for (let chunk = (T - 1) / every; chunk >= 0; chunk--) {
      const from = chunk * every, to = min(T, from + every);
      loadRows(states + <usize>(chunk * heads) * stateBytes + own, K, V, trail);
      for (let t = from; t < to; t++) {
        beat();
        const at = <usize>(t * heads + head), before = trail + <usize>(t - from) * step, C = inner + <usize>(t - from) * step;
        loadRows(values + at * valueBytes, 1, V, v);
        candidate(before, W, K, V, keys + at * keyBytes, v, C);
        if (t + 1 < to) {
          settle(before, C, K, row, load<f32>(keep + (at << 2)), queries + at * keyBytes, before + step, dv);
        }
      }
      for (let t = to - 1; t >= from; t--) {
        beat();
        const at = <usize>(t * heads + head), before = trail + <usize>(t - from) * step, C = inner + <usize>(t - from) * step;
        const a = load<f32>(keep + (at << 2));
        loadRows(values + at * valueBytes, 1, V, v);
        loadRows(outputsGradient + at * valueBytes, 1, V, dOut);
        memory.fill(dv, 0, row);
        let byKeep: f32 = 0;
        for (let i: usize = 0; i < <usize>K; i++) {
          const key = at * keyBytes + (i << 2), line = i * row;
          unsettle(dS + line, before + line, C + line, row, a, queries + key, keys + key, dOut, state, change, gradient, dv);
          byKeep += dot(gradient, change, row);
          store<f32>(queriesGradient + key, dot(state, dOut, row));
          store<f32>(keysGradient + key, dot(C + line, v, row));
        }
        store<f32>(keepGradient + (at << 2), byKeep);
        memory.copy(valuesGradient + at * valueBytes, dv, valueBytes);
        smallProduct(K, padded(V), V, C, row, 4, Wt, row, dS, row, true);
      }
      smallProduct(V, padded(V), (to - from) * K, trail, 4, row, inner, row, dW, row, true);
    }
    storeRows(dW, V, V, partial + <usize>head * kernelBytes);
    storeRows(dS, K, V, initialGradient + own);
  }
}
