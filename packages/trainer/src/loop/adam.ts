import type { CharacterModel } from '@longrange/model';
import { adamSteps } from '@longrange/ops';
import { dispose, keep, type Tensor, tensor, tidy, type Variable, zerosLike } from '@tensorflow/tfjs-core';
import type { NamedTensors, TensorValues } from '../checkpoint/tensor-file.ts';
import type { TrainingConfig } from '../config/training-config.ts';

interface Moments {
  readonly first: Tensor;
  readonly second: Tensor;
}

export interface UpdateOptions {
  /** Number of the step, from 1, by which Adam corrects the bias of its moments. */
  readonly step: number;
  readonly learningRate: number;
}

type AdamConfig = Pick<TrainingConfig, 'beta1' | 'beta2' | 'epsilon' | 'weightDecay'>;

/** Adam (Kingma & Ba 2015) over a model's parameters, with weight decay of matrices but not vectors; owns their moments. */
export class Adam {
  readonly #parameters: ReadonlyMap<string, Variable>;
  readonly #config: AdamConfig;
  readonly #moments = new Map<string, Moments>();

  constructor(model: CharacterModel, config: AdamConfig) {
    this.#parameters = model.parameters;
    this.#config = config;
    for (const [name, parameter] of this.#parameters) {
      this.#moments.set(name, { first: keep(zerosLike(parameter)), second: keep(zerosLike(parameter)) });
    }
  }

  /**
   * Updates every parameter in place.
   *
   * @param gradients one for each parameter, in their order and of its shape; not disposed of
   * @param scales factor for each gradient, from clipping
   */
  update(
    gradients: readonly Tensor[],
    scales: readonly number[],
    { step, learningRate }: UpdateOptions,
  ): void {
    const { beta1, beta2, epsilon, weightDecay } = this.#config;
    const parameters = [...this.#parameters];
    const weightDecays = parameters.map(([, { rank }]) => (rank > 1 ? weightDecay : 0));
    const attributes = {
      learningRate,
      beta1,
      beta2,
      epsilon,
      step,
      gradientScales: scales,
      weightDecays,
      donate: true,
    };
    tidy(() => {
      const tensors = parameters.map(([name, parameter], index) => {
        const { first, second } = this.#moments.get(name)!;
        return { parameter, gradient: gradients[index]!, firstMoment: first, secondMoment: second };
      });
      adamSteps(tensors, attributes).forEach(({ parameter, firstMoment, secondMoment }, index) => {
        const [name, variable] = parameters[index]!;
        variable.assign(parameter);
        this.#replace(name, { first: keep(firstMoment), second: keep(secondMoment) });
      });
    });
  }

  /** Reads the moments for a checkpoint. */
  async read(): Promise<Map<string, TensorValues>> {
    const values = new Map<string, TensorValues>();
    for (const [name, { first, second }] of this.#moments) {
      values.set(`adam/firstMoment/${name}`, await readTensor(first));
      values.set(`adam/secondMoment/${name}`, await readTensor(second));
    }
    return values;
  }

  /** Restores the moments that `read` returned. */
  restore(values: NamedTensors): void {
    for (const name of this.#parameters.keys()) {
      const first = values.get(`adam/firstMoment/${name}`)!;
      const second = values.get(`adam/secondMoment/${name}`)!;
      this.#replace(name, { first: makeTensor(first), second: makeTensor(second) });
    }
  }

  dispose(): void {
    for (const { first, second } of this.#moments.values()) dispose([first, second]);
    this.#moments.clear();
  }

  #replace(name: string, moments: Moments): void {
    const { first, second } = this.#moments.get(name)!;
    dispose([first, second]);
    this.#moments.set(name, moments);
  }
}

/** Names and shapes of the tensors that `read` returns for a model. */
export function momentShapes(model: CharacterModel): Map<string, readonly number[]> {
  const shapes = [...model.parameters].flatMap(([name, { shape }]) => [
    [`adam/firstMoment/${name}`, shape] as const,
    [`adam/secondMoment/${name}`, shape] as const,
  ]);
  return new Map(shapes);
}

async function readTensor(source: Tensor): Promise<TensorValues> {
  return { shape: source.shape, values: Float32Array.from(await source.data<'float32'>()) };
}

function makeTensor({ shape, values }: TensorValues): Tensor {
  return keep(tensor(values, [...shape], 'float32'));
}
