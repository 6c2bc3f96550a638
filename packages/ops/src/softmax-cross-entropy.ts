import {
  argMax,
  cast,
  equal,
  logSoftmax,
  mul,
  neg,
  range,
  reshape,
  sum,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { checkIds } from './check-ids.ts';
import { checkTensor, shapeOf } from './check-shape.ts';
import {
  hasKernel,
  runKernel,
  runKernelAndSave,
  SOFTMAX_CROSS_ENTROPY,
  SOFTMAX_CROSS_ENTROPY_GRADIENT,
} from './kernels.ts';

/** Results of `softmaxCrossEntropy` for each of N rows */
export interface CrossEntropy {
  /** [N] float32, nats: −log p(target), differentiable in the logits; 0, with a zero gradient, where the target is ignored */
  readonly losses: Tensor1D;
  /** [N] float32: 1 where the arg max (the first among equals) is the target, else 0, also where the target is ignored */
  readonly correct: Tensor1D;
}

/**
 * Cross-entropy of each row.
 *
 * @param logits [N, V] float32
 * @param targets [N] int32, each in [0, V) or `IGNORED_TARGET`
 * @throws LongrangeError OPS_SHAPE, OPS_ID
 */
export function softmaxCrossEntropy(logits: Tensor2D, targets: Tensor1D): CrossEntropy {
  const [N, V] = shapeOf('softmaxCrossEntropy', 'logits', logits);
  checkTensor('softmaxCrossEntropy', 'logits', logits, [N, V], 'float32');
  checkTensor('softmaxCrossEntropy', 'targets', targets, [N], 'int32');
  checkIds('softmaxCrossEntropy', 'targets', targets, V, { orIgnored: true });
  if (hasKernel(SOFTMAX_CROSS_ENTROPY)) {
    const inputs = { logits, targets };
    const results = runKernelAndSave(SOFTMAX_CROSS_ENTROPY, inputs, 2, [], ([lossesGradient], outputs) => {
      const gradient = { residual: outputs[2]!, lossesGradient: lossesGradient! };
      return { logits: () => runKernel(SOFTMAX_CROSS_ENTROPY_GRADIENT, gradient)[0]! };
    });
    const [losses, correct] = results as [Tensor1D, Tensor1D];
    return { losses, correct };
  }
  // The row of an ignored target is zero, and the target equals no arg max. (`oneHot` does not accept a single class.)
  const isTarget = cast(equal(reshape(targets, [N, 1]), range(0, V, 1, 'int32')), 'float32');
  const losses = neg(sum(mul(isTarget, logSoftmax(logits)), 1)) as Tensor1D;
  return { losses, correct: cast(equal(argMax(logits, 1), targets), 'float32') as Tensor1D };
}
