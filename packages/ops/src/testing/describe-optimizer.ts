import { clone, mul, type Tensor } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { type AdamTensors, adamSteps, squaredNorms } from '../optimizer.ts';
import { type ExpectSameAsCpu, uniformTensor, valuesOn } from './numbers.ts';

/** Empty, one element, less than a vector, and around the blocks in which engines sum; small ones before large ones. */
const SHAPES = [[0], [], [1], [3], [17], [1023], [4096], [70, 130], [1025], [5, 0], [90, 97]];

const adam = { learningRate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-7, step: 3 };

type Updated = Omit<AdamTensors, 'gradient'>;

const results = (updated: readonly Updated[]): Tensor[] =>
  updated.flatMap(({ parameter, firstMoment, secondMoment }) => [parameter, firstMoment, secondMoment]);

/** Makes a parameter in the middle of training. */
function stateOf(shape: readonly number[], seed: number): AdamTensors {
  const gradient = uniformTensor([...shape], seed);
  return {
    parameter: uniformTensor([...shape], seed + 100),
    gradient,
    firstMoment: mul(gradient, 0.5),
    secondMoment: mul(gradient, gradient),
  };
}

/** Describes tests of Adam and squared norms, for the parity tests of an engine. */
export function describeOptimizer(backend: string, expectSameAsCpu: ExpectSameAsCpu): void {
  const states = () => SHAPES.map(stateOf);
  const gradientScales = SHAPES.map((_, i) => 1 / (i + 1));
  const weightDecays = SHAPES.map((_, i) => (i % 3) * 0.7);

  it('squared norms and Adam of many tensors', async () => {
    await expectSameAsCpu(() => [
      squaredNorms(states().map(({ gradient }) => gradient)),
      ...states().map(({ gradient }) => squaredNorms([gradient])),
      ...results(adamSteps(states(), { ...adam, gradientScales })),
    ]);
  });

  it('takes a share off elements that a step brings nearer to zero', async () => {
    const decaying = { ...adam, learningRate: 0.1, gradientScales, weightDecays };
    await expectSameAsCpu(() => results(adamSteps(states(), decaying)));
  });

  it('gives the bits of one tensor whatever list it is in', async () => {
    const alone = await valuesOn(backend, () =>
      states().flatMap((state, i) => [
        squaredNorms([state.gradient]),
        ...results(adamSteps([state], { ...adam, gradientScales: [gradientScales[i]!] })),
      ]),
    );
    const [norms, ...steps] = await valuesOn(backend, () => [
      squaredNorms(states().map(({ gradient }) => gradient)),
      ...results(adamSteps(states(), { ...adam, gradientScales })),
    ]);
    expect(Array.from(norms!)).toEqual(SHAPES.map((_, i) => alone[4 * i]![0]));
    expect(steps).toEqual(alone.filter((_, i) => i % 4 > 0));
  });

  it.each([
    ['nobody else holds', []],
    ['somebody else holds', ['parameter', 'firstMoment', 'secondMoment']],
  ] as const)('Adam writes over donated tensors that %s, with the same results', async (_, held) => {
    await expectSameAsCpu(() => {
      // The first is not held elsewhere: it may be overwritten while others are copied.
      const [free, state] = [stateOf([3000], 1), stateOf([70, 13], 2)];
      const others = held.map((name) => clone(state[name]));
      const two = { ...adam, gradientScales: [0.3, 0.7], donate: true };
      const next = adamSteps([free, state], two);
      // A second step, as in training.
      const again = next.map((updated, i) => ({ ...updated, gradient: [free, state][i]!.gradient }));
      return [...results(adamSteps(again, { ...two, step: 4, donate: false })), ...results(next), ...others];
    });
  });

  it('Adam writes over nothing that is given twice', async () => {
    await expectSameAsCpu(() => {
      const [a, b] = [stateOf([40, 7], 1), stateOf([40, 7], 2)];
      const zero = mul(a.gradient, 0);
      const tensors = [
        // Both moments of one parameter, a parameter of two steps, and one that is the gradient of another.
        { ...stateOf([40, 7], 3), firstMoment: zero, secondMoment: zero },
        a,
        { ...b, parameter: a.parameter },
        { ...stateOf([40, 7], 4), gradient: b.firstMoment },
      ];
      const step = { ...adam, gradientScales: [1, 0.5, 0.2, 0.1], donate: true };
      return [...results(adamSteps(tensors, step)), zero, a.parameter, b.firstMoment];
    });
  });
}
