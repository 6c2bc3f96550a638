import { LongrangeError } from '@longrange/errors';
import { describe, expect, it } from 'vitest';
import { parseSweep } from './parse-sweep.ts';

function failure(text: string): string {
  try {
    parseSweep(text, 'a.yaml');
  } catch (error) {
    if (error instanceof LongrangeError && error.code === 'SWEEP_INVALID') return error.message;
    throw error;
  }
  throw new Error('expected an error');
}

describe('parseSweep', () => {
  it("reads a file of Weights & Biases', and what is ours beside it", () => {
    const sweep = parseSweep(
      `
program: train.py
project: demo
command:
  - \${env}
  - \${program}
  - \${args}
name: rates
description: which rate
method: random
metric: {name: validation_bits, goal: minimize}
run_cap: 12
seeds: 3
evaluate: quick
early_terminate: {type: asha, min_iter: 2}
parameters:
  learningRate: {distribution: log_uniform_values, min: 1e-4, max: 1e-2}
  network: {values: [lstm, gru], probabilities: [0.25, 0.75]}
  units: {min: 16, max: 64}
  dropout: {min: 0.0, max: 1.0}
  corpus: {value: [a, b]}
  training:
    parameters:
      clip: {parameters: {norm: {mu: 1}}}
`,
      'a.yaml',
    );
    expect(sweep).toMatchObject({
      ...{ name: 'rates', description: 'which rate', method: 'random', runCap: 12, seed: 1 },
      ...{ seeds: [1, 2, 3], evaluate: 'quick', ignored: ['program', 'command', 'project'] },
      earlyTerminate: { type: 'asha', min_iter: 2, eta: 3 },
    });
    expect([...sweep.parameters].map(([name, { distribution }]) => [name, distribution])).toEqual([
      ['learningRate', 'log_uniform_values'],
      ['network', 'categorical'],
      ['units', 'int_uniform'],
      ['dropout', 'uniform'],
      ['corpus', 'constant'],
      ['training.clip.norm', 'normal'],
    ]);
  });

  it('names file, line, what was expected, what came and what to do', () => {
    expect(failure('method: bayes\nparameters:\n  units: {values: [1]}\n')).toBe(
      'a.yaml:1: Expected `method` to be grid or random, got "bayes": each trial would depend on the results of others, so that none could be listed before they run. Use random with `early_terminate: {type: asha}`.',
    );
    const many = failure(`method: grid
metric:
  name: val_loss
early_terminate: {type: hyperband}
paramters: {}
parameters:
  units:
    valeus: [1]
  learningRate: {min: 0.1, max: 0.2}
  layers: {distribution: beta, values: [1]}
  dropout: {min: 2, max: 1}
  embeddingSize: {values: [1, 2], probabilities: [0.5]}
`);
    expect(many.split('\n').slice(1)).toEqual([
      '- a.yaml:3: Expected `metric.name` to be "validation_bits", got "val_loss" (string).',
      '- a.yaml:4: Expected `early_terminate.type` to be asha, got "hyperband"; asha takes the same `min_iter` and `eta`.',
      '- a.yaml:5: Expected a known key, got `paramters`. Did you mean `parameters`?',
      '- a.yaml:8: Expected a known key, got `parameters.units.valeus`. Did you mean `value`?',
      expect.stringMatching(
        /^- a\.yaml:10: Expected `parameters\.layers\.distribution` to be one of constant, .*, got "beta", which is not drawn here; use uniform or normal\.$/,
      ),
      '- a.yaml:11: Expected `parameters.dropout.max` to be at least `min`, 2, got 1 (number).',
      '- a.yaml:12: Expected `parameters.embeddingSize.probabilities` to be 2 numbers, one for each of `values`, with the sum 1, got 1 with the sum 0.5.',
    ]);
    expect(failure('method: grid\nparameters:\n  a: {values: [1]}\n  b: {min: 0.5, max: 1}\n')).toMatch(
      /^a\.yaml:4: Expected `b` to have `value`, `values`, or `distribution: q_uniform` in a grid, got uniform/,
    );
    expect(
      failure('method: grid\nseeds: 2\nparameters:\n  training:\n    parameters:\n      seed: {value: 1}\n'),
    ).toBe('a.yaml:6: Expected either `seeds` or the parameter `training.seed`, got both.');
    expect(failure('method: random\nparameters: {a: {value: 1}}\n')).toMatch(
      /^a\.yaml:1: Expected `run_cap`/,
    );
    expect(failure('method: grid\nparameters: {units: {values: []}}\n')).toBe(
      'a.yaml:2: Expected `parameters.units.values` to be at least 1 item long, got [] (array).',
    );
    expect(failure('method: grid\nparameters: {units: [8, 16]}\n')).toBe(
      'a.yaml:2: Expected `parameters.units` to be a mapping such as {value: 8} or {values: [8, 16]}, got [8,16] (array).',
    );
    expect(failure('method: grid\n')).toBe(
      'a.yaml:1: Expected `parameters` to be a mapping of settings, got nothing.',
    );
    expect(failure('method: grid\nname: ../a\nparameters: {a: {value: 1}}\n')).toBe(
      'a.yaml:2: Expected `name` to be the name of a folder: letters, digits, spaces, and . _ -, got "../a" (string).',
    );
    expect(failure('method: grid\nparameters:\n  a: {distribution: q_uniform, min: 1, max: 2, q: 5}\n')).toBe(
      'a.yaml:3: Expected `parameters.a` to have a multiple of `q` from `min` to `max`, got none.',
    );
  });

  it('says where the file is no YAML, or unfolds without end', () => {
    expect(failure('method: grid\nparameters:\n  a: [1\n')).toMatch(/^a\.yaml:\d:\d+: Expected YAML, got: /);
    expect(failure('method: grid\nmethod: random\n')).toMatch(
      /^a\.yaml:2:1: Expected YAML, got: Map keys must be unique/,
    );
    expect(failure('method: grid\n---\na: 1\n')).toMatch(
      /^a\.yaml:\d:\d: Expected YAML, got: several documents\.$/,
    );
    expect(failure('- 1\n')).toBe('a.yaml:1: Expected `method` and `parameters`, got [1] (array).');
    expect(failure('')).toBe('a.yaml:1: Expected `method` and `parameters`, got null (null).');
    const bomb = [
      'a: &a [x, x]',
      ...'bcdefghij'
        .split('')
        .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[i]}`)}]`),
    ];
    expect(failure(bomb.join('\n'))).toMatch(/Expected YAML that can be unfolded/);
  });
});
