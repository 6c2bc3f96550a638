import {
  add,
  matMul,
  mul,
  reshape,
  serialization,
  sigmoid,
  slice,
  split,
  stack,
  sub,
  type Tensor,
  type Tensor2D,
  tanh,
  tidy,
  unstack,
  zeros,
} from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers, type Shape } from '@tensorflow/tfjs-layers';

/**
 * Keras' GRU with `reset_after`, which TensorFlow.js layers lacks: modeled on Keras' own cell, one op after the other, and
 * independent of ours. Registered under the name `GRU`, it lets plain `tf.loadLayersModel` open our GRU folders.
 */
class ResetAfterGru extends layers.Layer {
  static readonly className = 'GRU';
  readonly #units: number;
  #weights: readonly LayerVariable[] = [];

  constructor(config: ConstructorParameters<typeof layers.Layer>[0] & { readonly units: number }) {
    super(config);
    this.#units = config.units;
  }

  override build(inputShape: Shape): void {
    const H = this.#units;
    const weight = (name: string, shape: number[]): LayerVariable =>
      this.addWeight(name, shape, 'float32', initializers.zeros());
    this.#weights = [
      weight('kernel', [inputShape.at(-1)!, 3 * H]),
      weight('recurrent_kernel', [H, 3 * H]),
      weight('bias', [2, 3 * H]),
    ];
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return [...inputShape.slice(0, 2), this.#units];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0]! : inputs) as Tensor; // [B, T, I]
      const [kernel, recurrentKernel, bias] = this.#weights.map((weight) => weight.read()) as [
        Tensor2D,
        Tensor2D,
        Tensor2D,
      ];
      const H = this.#units;
      const biasOf = (row: number): Tensor => reshape(slice(bias, [row, 0], [1, 3 * H]), [3 * H]);
      let hidden: Tensor2D = zeros([x.shape[0]!, H]);
      const outputs = unstack(x, 1).map((step) => {
        const [xz, xr, xh] = split(add(matMul(step as Tensor2D, kernel), biasOf(0)), 3, 1);
        const [rz, rr, rh] = split(add(matMul(hidden, recurrentKernel), biasOf(1)), 3, 1);
        const z = sigmoid(add(xz!, rz!));
        const candidate = tanh(add(xh!, mul(sigmoid(add(xr!, rr!)), rh!)));
        hidden = add(mul(z, hidden), mul(sub(1, z), candidate));
        return hidden;
      });
      return stack(outputs, 1);
    });
  }
}

export function registerResetAfterGru(): void {
  serialization.registerClass(
    ResetAfterGru as unknown as serialization.SerializableConstructor<ResetAfterGru>,
  );
}
