import type { Initializer } from '../../initializers/initializers.ts';
import { uniformWithin } from '../../initializers/initializers.ts';
import type { ParameterSpecification } from '../network.ts';

/** Uniform with a variance of 1 / fan in (LeCun et al. 1998), for [fan in, fan out]: numbers of variance 1 stay so. */
export const lecunUniform: Initializer = (shape, random) =>
  uniformWithin(Math.sqrt(3 / shape[0]!))(shape, random);

/** The same for what a block adds: divided by the root of how often that happens, so that the sum keeps its size (Radford et al. 2019). */
export function residualUniform(layers: number): Initializer {
  return (shape, random) => uniformWithin(Math.sqrt(3 / shape[0]! / (2 * layers)))(shape, random);
}

/** A kernel of a projection. */
export function kernel(name: string, inputs: number, outputs: number): ParameterSpecification {
  return { name, shape: [inputs, outputs], initializer: lecunUniform };
}

/** Ones: the gain of a normalisation. */
export const ones: Initializer = ([size]) => new Float32Array(size!).fill(1);
