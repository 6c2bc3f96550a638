import { ADAM_STEP, type AdamAttributes, SQUARED_NORM } from '@longrange/ops';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { OutputMetadata } from '../addon.ts';
import { Calls, type Handle } from '../calls.ts';
import { ofType, scalar } from '../operations.ts';
import type { KernelTable } from './register-kernels.ts';

const T = ofType('float32');

/** TensorFlow frees a variable of this name with its handle (`ResourceHandle::ANONYMOUS_NAME`). */
const ANONYMOUS = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';

/** Adam and the norm of a gradient, each by TensorFlow's own operation. */
export const optimizerKernels: KernelTable = {
  [SQUARED_NORM]: ({ x }, backend) =>
    Calls.within(backend, (calls) => {
      const half = calls.one('L2Loss', { T }, [calls.of(x!)]);
      return calls.give(calls.run('Mul', { T }, [half, scalar(calls, 2)])[0]!);
    }),

  [ADAM_STEP]: (tensors, backend, attributes) =>
    Calls.within(backend, (calls) => {
      const { learningRate, beta1, beta2, epsilon, step, gradientScale } = attributes as AdamAttributes;
      const { parameter, firstMoment, secondMoment, gradient } = tensors;
      const scaled = calls.one('Mul', { T }, [calls.of(gradient!), scalar(calls, gradientScale)]);
      const variables = [parameter!, firstMoment!, secondMoment!].map((tensor) => variableOf(calls, tensor));
      // With the powers of β zero the rate is taken as it is: corrected here, in float64.
      const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
      const scalars = [0, 0, rate, beta1, beta2, epsilon].map((value) => scalar(calls, value));
      calls.run('ResourceApplyAdam', { T }, [...variables, ...scalars, scaled], 0);
      return variables.map((variable) => calls.give(contentOf(calls, variable)));
    }),
};

/** A variable with the values of a tensor, which the operations that change it copy first. */
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
