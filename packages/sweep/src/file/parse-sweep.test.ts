import { expect, it } from 'vitest';
import { parseSweep } from './parse-sweep.ts';

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
    name: 'rates',
    description: 'which rate',
    method: 'random',
    runCap: 12,
    seed: 1,
    seeds: [1, 2, 3],
    evaluate: 'quick',
    ignored: ['program', 'command', 'project'],
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
