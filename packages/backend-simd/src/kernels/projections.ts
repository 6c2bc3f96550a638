import { projectionKernels } from '@longrange/ops/internal';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sumOfRows } from './elementwise.ts';
import type { KernelCall, NamedKernel } from './kernel.ts';
import { product } from './matmul.ts';
import { matrixSizes, operands, sequenceSizes } from './operands.ts';

/** Addresses of a part's kernel (I, N) and bias, 0 if it has none */
interface Part {
  readonly N: number;
  readonly kernel: number;
  readonly bias: number;
  /** Gradient of its outputs; 0 in a forward call */
  readonly gradient: number;
}

/** Reads the sizes and address of the inputs, and all parts */
function readCall(call: KernelCall) {
  const [T, B, I] = sequenceSizes(call, 'x');
  const { x } = operands(call, { x: [T, B, I] });
  const parts: Part[] = [];
  for (let part = 0; call.inputs[`kernel${part}`] !== undefined; part++) {
    const [, N] = matrixSizes(call, `kernel${part}`);
    const has = (name: string): boolean => call.inputs[name] !== undefined;
    const at = operands(call, {
      [`kernel${part}`]: [I, N],
      ...(has(`bias${part}`) && { [`bias${part}`]: [N] }),
      ...(has(`outputs${part}Gradient`) && { [`outputs${part}Gradient`]: [T, B, N] }),
    });
    parts.push({
      N,
      kernel: at[`kernel${part}`]!,
      bias: at[`bias${part}`] ?? 0,
      gradient: at[`outputs${part}Gradient`] ?? 0,
    });
  }
  return { T, B, I, x, parts };
}

function forward(call: KernelCall): TensorInfo[] {
  const { T, B, I, x, parts } = readCall(call);
  const { engine } = call.backend;
  return parts.map(({ N, kernel, bias }, part) => {
    const { info, address } = call.output([T, B, N]);
    const constant = call.backend.isConstant(call.inputs[`kernel${part}`]!);
    product(engine, { M: T * B, N, K: I, a: x, b: kernel, bias, c: address, constant });
    return info;
  });
}

function gradient(call: KernelCall): TensorInfo[] {
  const { T, B, I, x, parts } = readCall(call);
  const { engine } = call.backend;
  const rows = T * B;
  const byInputs = call.output([T, B, I]);
  const byWeights = parts.flatMap(({ N, kernel, bias, gradient: dy }, part) => {
    const toInputs = { M: rows, N: I, K: N, a: dy, b: kernel, transposeB: true, c: byInputs.address };
    product(engine, { ...toInputs, accumulate: part > 0 });
    const byKernel = call.output([I, N]);
    product(engine, { M: I, N, K: rows, a: x, transposeA: true, b: dy, c: byKernel.address });
    if (bias === 0) return [byKernel.info];
    return [byKernel.info, sumOfRows(call, rows, [N], dy)];
  });
  return [byInputs.info, ...byWeights];
}

const { forward: forwardName, gradient: gradientName } = projectionKernels([]);

export const projectionKernelsOfEngine: readonly NamedKernel[] = [
  [forwardName, forward],
  [gradientName, gradient],
];
