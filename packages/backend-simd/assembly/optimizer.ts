import { madd, sumLanes } from './math';
import { LINE, share } from './share';

// What a training step does with all parameters at once: a job is given records, one for each tensor, one behind the other.

/** A parameter, its gradient and its moments. */
// @ts-ignore: decorator
@unmanaged
export class AdamTensors {
  size: i32;
  parameter: usize;
  gradient: usize;
  m: usize;
  v: usize;
  gradientScale: f32;
  decay: f32;
}

/** Adam (see `adamSteps` in packages/ops), in place; threads share each tensor. `rate` holds the bias correction. */
export function adam(
  count: i32, records: usize, rate: f32, beta1: f32, beta2: f32, epsilon: f32, thread: i32, threads: i32,
): void {
  for (let i = 0; i < count; i++) {
    const tensors = changetype<AdamTensors>(records + <usize>i * offsetof<AdamTensors>());
    adamStep(tensors, rate, beta1, beta2, epsilon, thread, threads);
  }
}

function adamStep(
  tensors: AdamTensors, rate: f32, beta1: f32, beta2: f32, epsilon: f32, thread: i32, threads: i32,
): void {
  const scale = f32x4.splat(tensors.gradientScale);
  const b1 = f32x4.splat(beta1), b2 = f32x4.splat(beta2);
  const rest1 = f32x4.splat(<f32>1 - beta1), rest2 = f32x4.splat(<f32>1 - beta2);
  const r = f32x4.splat(rate), e = f32x4.splat(epsilon);
  const decay = f32x4.splat(tensors.decay), zero = f32x4.splat(0);
  const range = share(tensors.size, LINE, thread, threads);
  const first = <usize>(<i32>(range & 0xffffffff)) << 2;
  const end = tensors.parameter + (<usize>(<i32>(range >> 32)) << 2);
  let p = tensors.parameter + first, gradient = tensors.gradient + first, m = tensors.m + first, v = tensors.v + first;
  // Two vectors side by side: V8 may join them. Tensors are padded to whole lines, so the last may reach past the end of the data.
  for (; p < end; p += 32) {
    const g0 = f32x4.mul(v128.load(gradient), scale), g1 = f32x4.mul(v128.load(gradient, 16), scale);
    const m0 = madd(v128.load(m), b1, f32x4.mul(g0, rest1)), m1 = madd(v128.load(m, 16), b1, f32x4.mul(g1, rest1));
    const s0 = f32x4.mul(f32x4.mul(g0, g0), rest2), s1 = f32x4.mul(f32x4.mul(g1, g1), rest2);
    const v0 = madd(v128.load(v), b2, s0), v1 = madd(v128.load(v, 16), b2, s1);
    const d0 = f32x4.add(f32x4.sqrt(v0), e), d1 = f32x4.add(f32x4.sqrt(v1), e);
    const step0 = f32x4.div(f32x4.mul(m0, r), d0), step1 = f32x4.div(f32x4.mul(m1, r), d1);
    const old0 = v128.load(p), old1 = v128.load(p, 16);
    // Where the step brings it nearer to zero, a part of the parameter goes, too.
    const nearer0 = v128.and(f32x4.ge(f32x4.mul(step0, old0), zero), f32x4.mul(old0, decay));
    const nearer1 = v128.and(f32x4.ge(f32x4.mul(step1, old1), zero), f32x4.mul(old1, decay));
    const p0 = f32x4.sub(old0, f32x4.add(step0, nearer0)), p1 = f32x4.sub(old1, f32x4.add(step1, nearer1));
    v128.store(p, p0); v128.store(p, p1, 16);
    v128.store(m, m0); v128.store(m, m1, 16);
    v128.store(v, v0); v128.store(v, v1, 16);
    gradient += 32; m += 32; v += 32;
  }
}

/** A tensor, and where its float64 Σ x² goes. */
// @ts-ignore: decorator
@unmanaged
export class NormTensor {
  size: i32;
  x: usize;
  to: usize;
}

/** Squared norms. Each thread takes the next tensor that none has taken: `next` is how many are, 0 before the job. */
export function squaredNorms(count: i32, records: usize, next: usize, thread: i32, threads: i32): void {
  for (let i = atomic.add<i32>(next, 1); i < count; i = atomic.add<i32>(next, 1)) {
    const tensor = changetype<NormTensor>(records + <usize>i * offsetof<NormTensor>());
    store<f64>(tensor.to, squaredNorm(tensor.size, tensor.x));
  }
}

/** Elements of which squares are added in float32, by four lanes. */
// @ts-ignore: decorator
@inline
const BLOCK: i32 = 1024;
// @ts-ignore: decorator
@inline
const BLOCK_BYTES: usize = <usize>BLOCK << 2;

/** Σ x²: in float64 over blocks of float32 sums, always in the same order. Four blocks at once, since a sum waits for the one before. */
function squaredNorm(size: i32, x: usize): f64 {
  let total: f64 = 0;
  let index = 0;
  for (; index + 4 * BLOCK <= size; index += 4 * BLOCK) {
    let sums0 = f32x4.splat(0), sums1 = sums0, sums2 = sums0, sums3 = sums0;
    let at = x + (<usize>index << 2);
    for (const end = at + BLOCK_BYTES; at < end; at += 16) {
      const value0 = v128.load(at), value1 = v128.load(at, BLOCK_BYTES);
      const value2 = v128.load(at, 2 * BLOCK_BYTES), value3 = v128.load(at, 3 * BLOCK_BYTES);
      sums0 = madd(value0, value0, sums0);
      sums1 = madd(value1, value1, sums1);
      sums2 = madd(value2, value2, sums2);
      sums3 = madd(value3, value3, sums3);
    }
    total += <f64>sumLanes(sums0);
    total += <f64>sumLanes(sums1);
    total += <f64>sumLanes(sums2);
    total += <f64>sumLanes(sums3);
  }
  while (index + 4 <= size) {
    const end = min(index + BLOCK, size & ~3);
    let sums = f32x4.splat(0);
    for (; index < end; index += 4) {
      const value = v128.load(x + (<usize>index << 2));
      sums = madd(value, value, sums);
    }
    total += <f64>sumLanes(sums);
  }
  for (; index < size; index++) {
    const value = <f64>load<f32>(x + (<usize>index << 2));
    total += value * value;
  }
  return total;
}
