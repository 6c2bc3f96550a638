import { z } from 'zod';
import { common, optionalText } from './shared-options.ts';
import { trainOptionsSchema } from './train-options.ts';

export const networksOptionsSchema = z.strictObject({
  network: optionalText('network whose settings to show', {
    value: 'NAME',
    positional: true,
    automatic: 'all, a line each',
  }),
  preset: trainOptionsSchema.shape.preset,
  set: common.set,
  debug: common.debug,
});

export type NetworksOptions = z.output<typeof networksOptionsSchema>;
