/** A pre-activation at which a sigmoid is 0 or 1, and tanh 1, to the last bit of float32. */
export const SATURATED = 40;

/**
 * Makes blocks of a unit constant, in place: its columns of the kernels become zero, so that nothing but the bias is left.
 *
 * @param kernels rows × (blocks × H), row-major
 * @param bias blocks × H, of the inputs
 * @param preactivations by block
 */
export function fixBlocks(
  kernels: readonly Float32Array[],
  bias: Float32Array,
  { blocks, units, unit }: { readonly blocks: number; readonly units: number; readonly unit: number },
  preactivations: Readonly<Record<number, number>>,
): void {
  for (const [block, preactivation] of Object.entries(preactivations)) {
    const column = Number(block) * units + unit;
    for (const kernel of kernels) {
      for (let at = column; at < kernel.length; at += blocks * units) kernel[at] = 0;
    }
    bias[column] = preactivation;
  }
}

/** atanh of what tanh can reach. */
export function inverseTanh(value: number): number {
  return Math.atanh(Math.max(-1 + 1e-6, Math.min(1 - 1e-6, value)));
}
