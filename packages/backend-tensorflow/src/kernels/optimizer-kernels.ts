import {
  ADAM_STEPS,
  type AdamAttributes,
  SQUARED_NORMS,
  type SquaredNormsAttributes,
} from '@longrange/ops/internal';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { OutputMetadata } from '../addon.ts';
import { Calls, type Handle, type KernelTable } from '../calls.ts';
import { ofType, pack, scalar } from '../operations.ts';

const T = ofType('float32');

/** Name of a variable that TensorFlow frees together with its handle (`ResourceHandle::ANONYMOUS_NAME`). */
const ANONYMOUS = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';

/** Adam and the norms of gradients, each by TensorFlow's own operation. */
export const optimizerKernels: KernelTable = {
  [SQUARED_NORMS]: (inputs, backend, attributes) =>
    Calls.within(backend, (calls) => {
      const { count } = attributes as SquaredNormsAttributes;
      const halves = Array.from({ length: count }, (_, i) =>
        calls.one('L2Loss', { T }, [calls.of(inputs[`x${i}`]!)]),
      );
      return calls.give(calls.run('Mul', { T }, [pack(calls, halves).id, scalar(calls, 2)])[0]!);
    }),

  [ADAM_STEPS]: (inputs, backend, attributes) =>
    Calls.within(backend, (calls) => {
      const { learningRate, beta1, beta2, epsilon, step, gradientScales, weightDecays } =
        attributes as AdamAttributes;
      // With zeros as the powers of β, TensorFlow does not correct the rate: it is corrected here, in float64.
      const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
      const scalars = [0, 0, rate, beta1, beta2, epsilon].map((value) => scalar(calls, value));
      const results = gradientScales.map((gradientScale, i) => {
        const gradient = calls.of(inputs[`gradient${i}`]!);
        const scaled = calls.one('Mul', { T }, [gradient, scalar(calls, gradientScale)]);
        const variables = ['parameter', 'firstMoment', 'secondMoment'].map((name) =>
          variableOf(calls, inputs[`${name}${i}`]!),
        );
        calls.run('ResourceApplyAdam', { T }, [...variables, ...scalars, scaled], 0);
        const [parameter, ...moments] = variables.map((variable) => contentOf(calls, variable));
        const decay = learningRate * (weightDecays?.[i] ?? 0);
        const old = calls.of(inputs[`parameter${i}`]!);
        const contents = [
          decay === 0 ? parameter! : decayed(calls, parameter!, old, moments[0]!, decay),
          ...moments,
        ];
        // The variables of one parameter are freed before those of the next are made.
        calls.free([...variables, scaled]);
        return contents;
      });
      return results.flat().map((content) => calls.give(content));
    }),
};

/** Parameter after a step, minus a share of its old value where the step, which has the sign of the first moment, moved it toward zero. */
function decayed(
  calls: Calls,
  parameter: OutputMetadata,
  old: Handle,
  firstMoment: OutputMetadata,
  share: number,
): OutputMetadata {
  const product = calls.one('Mul', { T }, [firstMoment.id, old]);
  const isNearer = calls.one('GreaterEqual', { T }, [product, scalar(calls, 0)]);
  const part = calls.one('Mul', { T }, [old, scalar(calls, share)]);
  const none = calls.one('ZerosLike', { T }, [old]);
  const nearer = calls.one('SelectV2', { T }, [isNearer, part, none]);
  const less = calls.run('Sub', { T }, [parameter.id, nearer])[0]!;
  calls.free([product, isNearer, part, none, nearer, parameter.id]);
  return less;
}

/** Makes a variable with the values of a tensor, which the operations that change it copy first. */
function variableOf(calls: Calls, tensor: TensorInfo): Handle {
  const variable = calls.one(
    'VarHandleOp',
    {
      dtype: T,
      shape: { type: 'shape', value: tensor.shape },
      shared_name: { type: 'string', value: ANONYMOUS },
    },
    [],
  );
  calls.run('AssignVariableOp', { dtype: T }, [variable, calls.of(tensor)], 0);
  return variable;
}

function contentOf(calls: Calls, variable: Handle): OutputMetadata {
  return calls.run('ReadVariableOp', { dtype: T }, [variable])[0]!;
}
