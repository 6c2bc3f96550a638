import { madd, sumLanes } from './math';
import { LINE, share } from './share';

// Operations on all parameters of a training step at once: a job reads an array of records, one per tensor.

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
  const parameter = tensors.parameter, gradient = tensors.gradient, m = tensors.m, v = tensors.v;
  const end = <usize>(<i32>(range >> 32)) << 2;
  // Tensors are padded to whole lines, so the last pair may reach past the end of the data.
  for (let at = <usize>(<i32>(range & 0xffffffff)) << 2; at < end; at += PAIRS) {
    const g = f32x4.mul(read(gradient + at), scale);
    const mean = madd(read(m + at), b1, f32x4.mul(g, rest1));
    const square = f32x4.mul(f32x4.mul(g, g), rest2);
    const meanSquare = madd(read(v + at), b2, square);
    const root = f32x4.add(f32x4.sqrt(meanSquare), e);
    const step = f32x4.div(f32x4.mul(mean, r), root);
    const old = read(parameter + at);
    // If the step moves a parameter toward zero, a part of it decays, too.
    const nearer = v128.and(f32x4.ge(f32x4.mul(step, old), zero), f32x4.mul(old, decay));
    const updated = f32x4.sub(old, f32x4.add(step, nearer));
    write(parameter + at, updated);
    write(m + at, mean);
    write(v + at, meanSquare);
  }
}

/** A tensor, and the address for its Σ x², a float64. */
// @ts-ignore: decorator
@unmanaged
export class NormTensor {
  size: i32;
  x: usize;
  to: usize;
}

/** Squared norms. Each thread takes the next free tensor: `next` counts those taken, 0 before the job. */
export function squaredNorms(count: i32, records: usize, next: usize, thread: i32, threads: i32): void {
  for (let i = atomic.add<i32>(next, 1); i < count; i = atomic.add<i32>(next, 1)) {
    const tensor = changetype<NormTensor>(records + <usize>i * offsetof<NormTensor>());
    store<f64>(tensor.to, squaredNorm(tensor.size, tensor.x));
  }
}

/** Elements whose squares are summed in float32, in four lanes. */
// @ts-ignore: decorator
@inline
const BLOCK: i32 = 1024;
// @ts-ignore: decorator
@inline
const BLOCK_BYTES: usize = <usize>BLOCK << 2;

/** Σ x²: in float64 over blocks of float32 sums, always in the same order. Four blocks at once, since each sum waits for the last. */
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
