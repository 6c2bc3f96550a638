import { expect, it } from 'vitest';
import { configOf, resolveTrial } from './trial-settings.ts';

const trainingOf = (parameters: Record<string, number>) => {
  const trial = { parameters, seed: 1 } as unknown as Parameters<typeof resolveTrial>[0];
  const sweep = { earlyTerminate: null } as Parameters<typeof resolveTrial>[1];
  return resolveTrial(trial, sweep).settings as { readonly training: Record<string, unknown> };
};

it('names trials by the settings that there were before weight decay, unless they decay', () => {
  expect(trainingOf({}).training).toMatchObject({ learningRate: 2e-3, seed: 1 });
  expect(trainingOf({}).training).not.toHaveProperty('weightDecay');
  expect(trainingOf({ weightDecay: 0.3 }).training).toHaveProperty('weightDecay', 0.3);
});

it('knows all settings of a trial, those as well that its name leaves out', () => {
  const { training } = configOf({ parameters: {}, seed: 1 } as unknown as Parameters<typeof configOf>[0]);
  expect(training).toMatchObject({ learningRate: 2e-3, seed: 1, weightDecay: 0 });
});
