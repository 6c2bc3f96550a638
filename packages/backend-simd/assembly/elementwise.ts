import { exp, sumLanes } from './math';
import { share } from './share';

/**
 * Cross-entropy of rows of logits (N, V): loss in nats, whether the first arg max is the target, softmax − one-hot; all zero in rows
 * that are ignored because their target is negative.
 */
export function softmaxCrossEntropy(
  N: i32, V: i32, logits: usize, targets: usize, losses: usize, correct: usize, residual: usize, thread: i32, threads: i32,
): void {
  const range = share(N, 1, thread, threads);
  const last = <i32>(range >> 32);
  const wide = V & ~3;
  for (let n = <i32>(range & 0xffffffff); n < last; n++) {
    const from = logits + (<usize>n * <usize>V << 2);
    const to = residual + (<usize>n * <usize>V << 2);
    const target = load<i32>(targets + (<usize>n << 2));
    if (target < 0) {
      memory.fill(to, 0, <usize>V << 2);
      store<f32>(losses + (<usize>n << 2), 0);
      store<f32>(correct + (<usize>n << 2), 0);
      continue;
    }
    let top = -f32.MAX_VALUE;
    let best = 0;
    for (let v = 0; v < V; v++) {
      const x = load<f32>(from + (<usize>v << 2));
      if (x > top) {
        top = x;
        best = v;
      }
    }
    const shift = f32x4.splat(top);
    let sums = f32x4.splat(0);
    let v = 0;
    for (; v < wide; v += 4) {
      const e = exp(f32x4.sub(v128.load(from + (<usize>v << 2)), shift));
      v128.store(to + (<usize>v << 2), e);
      sums = f32x4.add(sums, e);
    }
    let sum = sumLanes(sums);
    for (; v < V; v++) {
      const e = f32x4.extract_lane(exp(f32x4.splat(load<f32>(from + (<usize>v << 2)) - top)), 0);
      store<f32>(to + (<usize>v << 2), e);
      sum += e;
    }
    const scale = f32x4.splat(<f32>1 / sum);
    for (v = 0; v < wide; v += 4) {
      const at = to + (<usize>v << 2);
      v128.store(at, f32x4.mul(v128.load(at), scale));
    }
    for (; v < V; v++) {
      const at = to + (<usize>v << 2);
      store<f32>(at, load<f32>(at) * f32x4.extract_lane(scale, 0));
    }
    const atTarget = to + (<usize>target << 2);
    store<f32>(atTarget, load<f32>(atTarget) - 1);
    store<f32>(losses + (<usize>n << 2), <f32>(NativeMath.log(sum) + top - load<f32>(from + (<usize>target << 2))));
    store<f32>(correct + (<usize>n << 2), best == target ? 1 : 0);
  }
}

/** Rows of x (N, V), each times its own factor. */
export function scaleRows(N: i32, V: i32, x: usize, factors: usize, to: usize, thread: i32, threads: i32): void {
  const range = share(N, 1, thread, threads);
  const last = <i32>(range >> 32);
  for (let n = <i32>(range & 0xffffffff); n < last; n++) {
    const scale = load<f32>(factors + (<usize>n << 2));
    const offset = <usize>n * <usize>V << 2;
    let v = 0;
    for (; v + 4 <= V; v += 4) {
      const at = offset + (<usize>v << 2);
      v128.store(to + at, f32x4.mul(v128.load(x + at), f32x4.splat(scale)));
    }
    for (; v < V; v++) {
      const at = offset + (<usize>v << 2);
      store<f32>(to + at, load<f32>(x + at) * scale);
    }
  }
}

// @ts-ignore: decorator
@inline
function mix(x: v128): v128 {
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x7feb352d));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(0x846ca68b));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

/** Inverted dropout; the random stream is that of `counterRandom` in packages/ops. Random words below `threshold` drop their element. */
export function dropout(size: i32, x: usize, to: usize, seed: i32, threshold: i32, scale: f32, thread: i32, threads: i32): void {
  const range = share(size, 4, thread, threads);
  const last = <i32>(range >> 32);
  const key = mix(i32x4.splat(seed));
  const limit = i32x4.splat(threshold);
  const factor = f32x4.splat(scale);
  let index = <i32>(range & 0xffffffff);
  for (; index < last; index += 4) {
    const counter = i32x4.add(i32x4.splat(index), i32x4(0, 1, 2, 3));
    const word = mix(v128.xor(i32x4.mul(counter, i32x4.splat(0x9e3779b1)), key));
    const keep = i32x4.ge_u(word, limit);
    const at = <usize>index << 2;
    // Tensors are padded to 16 bytes, so the last vector may read and write past the end of the data.
    v128.store(to + at, v128.and(f32x4.mul(v128.load(x + at), factor), keep));
  }
}

/** Column sums of x (R, C), in blocks of 64 rows so that rounding error grows with √R, not with R. */
export function columnSums(R: i32, C: i32, x: usize, to: usize, partial: usize, thread: i32, threads: i32): void {
  const range = share(C, 4, thread, threads);
  const first = <usize>(<i32>(range & 0xffffffff)) << 2;
  const last = <usize>(<i32>(range >> 32)) << 2;
  if (first >= last) return;
  const rowBytes = <usize>C << 2;
  memory.fill(to + first, 0, last - first);
  for (let row = 0; row < R; row += 64) {
    memory.fill(partial + first, 0, last - first);
    const end = min(row + 64, R);
    for (let r = row; r < end; r++) addInto(partial + first, x + <usize>r * rowBytes + first, last - first);
    addInto(to + first, partial + first, last - first);
  }
}

function addInto(to: usize, from: usize, bytes: usize): void {
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(from + at)));
  for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(to + at) + load<f32>(from + at));
}

/** to = a + b */
export function add(size: i32, a: usize, b: usize, to: usize, thread: i32, threads: i32): void {
  const range = share(size, 4, thread, threads);
  const last = <i32>(range >> 32);
  for (let index = <i32>(range & 0xffffffff); index < last; index += 4) {
    const at = <usize>index << 2;
    v128.store(to + at, f32x4.add(v128.load(a + at), v128.load(b + at)));
  }
}

/** to = a × b, where b is a single number when `scalar`. */
export function multiply(size: i32, a: usize, b: usize, scalar: bool, to: usize, thread: i32, threads: i32): void {
  const range = share(size, 4, thread, threads);
  const last = <i32>(range >> 32);
  const factor = v128.load32_splat(b);
  for (let index = <i32>(range & 0xffffffff); index < last; index += 4) {
    const at = <usize>index << 2;
    v128.store(to + at, f32x4.mul(v128.load(a + at), scalar ? factor : v128.load(b + at)));
  }
}
