import { checkArgument, LongrangeError } from '@longrange/errors';
import { engine } from '@tensorflow/tfjs-core';

/** Part of a model that is inspected. */
interface Parametrized {
  readonly parameters: ReadonlyMap<string, { readonly isDisposed: boolean }>;
}

/** @throws LongrangeError ARGUMENT_INVALID, MODEL_DISPOSED */
export function checkModel(model: Parametrized): void {
  const isModel = model?.parameters instanceof Map && 'forward' in model;
  checkArgument(isModel, 'model', 'a CharacterModel', model);
  if (isDisposed(model)) throw disposedModel();
}

export function isDisposed({ parameters }: Parametrized): boolean {
  for (const parameter of parameters.values()) return parameter.isDisposed;
  return true;
}

/** @throws LongrangeError ENGINE_NONE if no backend of TensorFlow.js is registered, on which parameters could lie */
export function checkEngine(): void {
  if (Object.keys(engine().registryFactory).length > 0) return;
  throw new LongrangeError({
    code: 'ENGINE_NONE',
    message: 'Expected a TensorFlow.js backend, got none.',
    hint: "call `await registerSimdBackend()` of @longrange/backend-simd first, or import '@tensorflow/tfjs-backend-cpu'.",
  });
}

/** Error for a model that is used after its `dispose()`. */
export function disposedModel(): LongrangeError {
  return new LongrangeError({
    code: 'MODEL_DISPOSED',
    message: 'Expected a model with its parameters, got one that was disposed of.',
    hint: 'dispose of a model only when nothing needs it anymore.',
    exitCode: 2,
  });
}
