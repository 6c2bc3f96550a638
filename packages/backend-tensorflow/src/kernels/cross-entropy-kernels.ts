import { SOFTMAX_CROSS_ENTROPY, SOFTMAX_CROSS_ENTROPY_GRADIENT } from '@longrange/ops/internal';
import { Calls, type Handle, type KernelTable } from '../calls.ts';
import { multiply, ofType, reshape } from '../operations.ts';

const T = ofType('float32');

/** Cross-entropy by TensorFlow's own operation, which also returns the gradient, but does not support ignored targets. */
export const crossEntropyKernels: KernelTable = {
  [SOFTMAX_CROSS_ENTROPY]: ({ logits, targets }, backend) =>
    Calls.within(backend, (calls) => {
      const [rows, labels] = [calls.of(logits!), calls.of(targets!)];
      const zero = calls.make([], Int32Array.of(0));
      const counts = calls.one('GreaterEqual', { T: ofType('int32') }, [labels, zero]);
      const mask = toFloat(calls, counts);
      const allowed = calls.one('Maximum', { T: ofType('int32') }, [labels, zero]);
      const entropy = { T, Tlabels: ofType('int32') };
      const [losses, residual] = calls.run(
        'SparseSoftmaxCrossEntropyWithLogits',
        entropy,
        [rows, allowed],
        2,
      );
      const likeliest = calls.one('ArgMax', { T, Tidx: ofType('int32'), output_type: ofType('int32') }, [
        rows,
        calls.make([], Int32Array.of(1)),
      ]);
      const hits = calls.one('Equal', { T: ofType('int32') }, [likeliest, labels]);
      const N = logits!.shape[0]!;
      const correct = { id: toFloat(calls, hits), shape: [N], dtype: calls.binding.TF_FLOAT };
      const column = reshape(calls, mask, [N, 1], 'float32').id;
      return [
        calls.give({ ...losses!, id: multiply(calls, losses!.id, mask) }),
        calls.give(correct),
        calls.give({ ...residual!, id: multiply(calls, residual!.id, column) }),
      ];
    }),

  [SOFTMAX_CROSS_ENTROPY_GRADIENT]: ({ residual, lossesGradient }, backend) =>
    Calls.within(backend, (calls) => {
      const column = reshape(calls, calls.of(lossesGradient!), [residual!.shape[0]!, 1], 'float32').id;
      return calls.give(calls.run('Mul', { T }, [calls.of(residual!), column])[0]!);
    }),
};

function toFloat(calls: Calls, truths: Handle): Handle {
  return calls.one('Cast', { SrcT: ofType('bool'), DstT: T }, [truths]);
}
