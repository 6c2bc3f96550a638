import { LongrangeError } from '@longrange/errors';
import { describe, expect, it } from 'vitest';
import { parseSweep } from '../file/parse-sweep.ts';
import { countTrials, describeParameters, planTrials, type Trial, trialAt } from './plan-trials.ts';

const grid = parseSweep(
  'method: grid\nseeds: [7, 8]\nparameters:\n  units: {values: [16, 32]}\n  layers: {min: 1, max: 3}\n  norm: {distribution: q_uniform, min: 0.1, max: 0.3, q: 0.1}\n',
  'a.yaml',
);
const random = (cap: number, more = '') =>
  parseSweep(
    `method: random\nrun_cap: ${cap}\nparameters:\n  learningRate: {distribution: log_uniform_values, min: 1e-4, max: 1e-2}\n  network: {values: [lstm, gru, rnn]}\n${more}`,
    'a.yaml',
  );
const all = (sweep: typeof grid) => Array.from({ length: countTrials(sweep) }, (_, n) => trialAt(sweep, n));
const resolve = ({ parameters, seed }: Trial) => ({
  settings: { ...parameters, seed },
  validationSteps: 10,
  corpus: { sources: ['stdlib'], extensions: ['.py'] },
});

describe('trials', () => {
  it('of a grid are all combinations, the last parameter changing fastest, each with all seeds', () => {
    expect(countTrials(grid)).toBe(2 * 3 * 3 * 2);
    expect([0, 1, 2, 6, 35].map((number) => describeParameters(trialAt(grid, number)))).toEqual([
      'units=16 layers=1 norm=0.1 seed=7',
      'units=16 layers=1 norm=0.1 seed=8',
      'units=16 layers=1 norm=0.2 seed=7',
      'units=16 layers=2 norm=0.1 seed=7',
      'units=32 layers=3 norm=0.3 seed=8',
    ]);
    expect([0, 1, 2, 3].map((number) => trialAt(grid, number).setting)).toEqual([0, 0, 1, 1]);
    expect(() => trialAt(grid, 36)).toThrow('Expected a trial from 0 to 35, got 36 (number).');
    expect(
      countTrials(parseSweep('method: grid\nrun_cap: 3\nparameters: {units: {min: 1, max: 9}}', 'a')),
    ).toBe(3);
    const huge = parseSweep('method: grid\nparameters: {units: {min: 1, max: 2000000}}', 'a');
    expect(() => countTrials(huge)).toThrow('Expected at most 1000000 trials, got 2000000.');
  });

  it('of a random search begin as those of a shorter one, and another parameter changes no other', () => {
    const few = all(random(5)).map(({ parameters }) => parameters);
    expect(few).toEqual(few.map((_, number) => trialAt(random(50), number).parameters));
    const wider = all(random(5, '  units: {min: 1, max: 9}\n')).map(
      ({ parameters: { units, ...rest } }) => rest,
    );
    expect(wider).toEqual(few);
  });

  it('are drawn as their distributions say', () => {
    const sweep = parseSweep(
      `method: random
run_cap: 2000
parameters:
  c: {value: x}
  p: {values: [a, b, c], probabilities: [0.7, 0.3, 0]}
  i: {min: 1, max: 4}
  u: {min: 0.5, max: 2.5}
  qu: {distribution: q_uniform, min: 0, max: 1, q: 0.25}
  lu: {distribution: log_uniform, min: 0, max: 2}
  lv: {distribution: log_uniform_values, min: 1, max: 100}
  n: {mu: 3, sigma: 2}
  qn: {distribution: q_normal, mu: 3, sigma: 2, q: 0.5}
  ln: {distribution: log_normal}
`,
      'a.yaml',
    );
    const drawn = all(sweep).map(({ parameters }) => parameters);
    const mean = (of: (one: (typeof drawn)[number]) => number) =>
      drawn.reduce((sum, one) => sum + of(one), 0) / drawn.length;
    const share = (name: string, value: unknown) => mean((one) => Number(one[name] === value));
    // Five standard errors of 2,000 draws: 0.056 for a share, and as many times the spread over √2,000 for a mean.
    const near = (got: number, expected: number, spread = 0.5) =>
      expect(Math.abs(got - expected)).toBeLessThan((5 * spread) / Math.sqrt(2000));
    near(share('p', 'a'), 0.7);
    expect(share('p', 'c')).toBe(0);
    for (const i of [1, 2, 3, 4]) near(share('i', i), 0.25);
    // The ends take half a step each.
    for (const value of [0, 0.25, 1]) near(share('qu', value), value === 0.25 ? 0.25 : 0.125);
    const uniform = 2 / Math.sqrt(12);
    const means: [of: (one: (typeof drawn)[number]) => number, expected: number, spread: number][] = [
      [({ u }) => Number(u), 1.5, uniform],
      [({ lu }) => Math.log(Number(lu)), 1, uniform],
      [({ lv }) => Math.log10(Number(lv)), 1, uniform],
      [({ n }) => Number(n), 3, 2],
      [({ n }) => (Number(n) - 3) ** 2, 4, 4 * Math.SQRT2],
      [({ ln }) => Math.log(Number(ln)), 0, 1],
    ];
    for (const [of, expected, spread] of means) near(mean(of), expected, spread);
    expect(drawn.every(({ qn }) => Number.isInteger(Number(qn) * 2))).toBe(true);
    expect(share('c', 'x')).toBe(1);
  });

  it('are named by what they resolve to, so that the same is done once', () => {
    const sweep = parseSweep('method: grid\nparameters:\n  a: {values: [1, 2, 1]}\n', 'a.yaml');
    const planned = planTrials(sweep, resolve);
    expect(planned.map(({ number, parameters }) => [number, parameters.a])).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(planned[0]!.name).toMatch(/^[0-9a-f]{16}$/);
    // Neither the order of settings nor an omitted default makes a different trial.
    const turned = planTrials(sweep, ({ parameters }) => ({
      settings: { seed: null, ...parameters },
      validationSteps: 10,
      corpus: { sources: ['stdlib'], extensions: ['.py'] },
    }));
    expect(turned.map(({ name }) => name)).toEqual(planned.map(({ name }) => name));
  });

  it('say which one cannot be resolved', () => {
    const sweep = parseSweep('method: grid\nparameters:\n  a: {values: [1, 2]}\n', 'a.yaml');
    const fail = ({ parameters }: Trial) => {
      if (parameters.a === 2) throw new LongrangeError({ code: 'X', message: 'Expected 1, got 2.' });
      return { ...resolve(trialAt(sweep, 0)), settings: {} };
    };
    expect(() => planTrials(sweep, fail)).toThrow('Trial 1 (a=2): Expected 1, got 2.');
  });
});
