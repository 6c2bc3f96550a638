import { registerNativeBackend } from '@longrange/backend-native';
import { registerSimdBackend } from '@longrange/backend-simd';
import { installTensorFlow, registerTensorFlowBackend } from '@longrange/backend-tensorflow';
import { type Door, door, elsewhere, optional, word } from '../wrong-calls.ts';

// Each needs a library but the first. No wheel is there, so that nothing is fetched.
export const backendsDoors: readonly Door[] = [
  door(
    'registerSimdBackend',
    registerSimdBackend,
    optional({ threads: optional(1), variant: optional(word('simd128')) }),
  ),
  elsewhere(
    door(
      'registerNativeBackend',
      registerNativeBackend,
      optional({
        ...{ threads: optional(1), precision: optional(word('float32')) },
        instructionSet: optional('none'),
      }),
    ),
  ),
  elsewhere(
    door('registerTensorFlowBackend', registerTensorFlowBackend, {
      ...{ device: word('cpu'), threads: optional(1), precision: optional(word('float32')) },
      gpu: optional({ index: optional(0), memory: optional(9), tf32: optional(false) }),
    }),
  ),
  elsewhere(
    door('installTensorFlow', installTensorFlow, {
      ...{ device: word('cpu'), wheel: optional('/none.whl'), onStep: optional(() => undefined) },
    }),
  ),
];
