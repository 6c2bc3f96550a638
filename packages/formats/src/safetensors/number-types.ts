import { formatError } from '../format-error.ts';

const LARGEST_FLOAT16 = 65_504;
/** Midpoint between the largest float16 and what would be the next one; from here on, rounding gives infinity. */
const FLOAT16_OVERFLOW = 65_520;
/** Smallest normal float16, 2^-14; smaller ones are multiples of 2^-24. */
const SMALLEST_NORMAL = 2 ** -14;
const SUBNORMALS_IN_ONE = 2 ** 24;
/** Difference between the exponent biases of float32 and float16, shifted past the 23 bits of the fraction. */
const BIAS = (127 - 15) << 23;
/** A double of this size has no fraction, so that adding it rounds to whole numbers, ties to even. */
const WHOLE = 2 ** 52;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** Returns the bits of the float16 (IEEE 754 binary16) nearest to a float32 below 65,520, ties to even. */
function toFloat16(value: number): number {
  float[0] = value;
  const sign = (bits[0]! >>> 16) & 0x8000;
  const size = Math.abs(value);
  if (size < SMALLEST_NORMAL) return sign | (size * SUBNORMALS_IN_ONE + WHOLE - WHOLE);
  const rebased = (bits[0]! & 0x7fff_ffff) - BIAS;
  // Drops 13 bits of the fraction.
  return sign | ((rebased + 0xfff + ((rebased >>> 13) & 1)) >>> 13);
}

/** Returns the value of a float16 from its bits. */
function fromFloat16(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return (sign * fraction) / SUBNORMALS_IN_ONE;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 0x400);
}

/**
 * Rounds the values of a parameter to float16.
 *
 * @throws LongrangeError FORMAT_NON_FINITE for values that float16 cannot hold
 */
export function roundToFloat16(values: Float32Array, name: string): Uint16Array {
  const index = values.findIndex((value) => !(Math.abs(value) < FLOAT16_OVERFLOW));
  if (index < 0) return Uint16Array.from(values, toFloat16);
  throw formatError(
    'FORMAT_NON_FINITE',
    `Expected weights that float16 holds, within ±${LARGEST_FLOAT16}, got ${values[index]} at element ${index} of ${name}.`,
    'write float32, or take an earlier checkpoint if training diverged.',
  );
}

/** Number types that can be read, by their names in a header: bytes per number, and conversion to float32. */
export const numberTypes = {
  F32: { bytes: 4, read: (buffer: ArrayBuffer) => new Float32Array(buffer) },
  F16: { bytes: 2, read: (buffer: ArrayBuffer) => Float32Array.from(new Uint16Array(buffer), fromFloat16) },
  BF16: {
    bytes: 2,
    read: (buffer: ArrayBuffer) =>
      new Float32Array(Uint32Array.from(new Uint16Array(buffer), (half) => half << 16).buffer),
  },
} as const;
