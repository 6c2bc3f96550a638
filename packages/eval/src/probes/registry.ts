import { closers } from './closers/closers.ts';
import { completions } from './completion/completions.ts';
import { context } from './effective-context/effective-context.ts';
import { gradientReach } from './gradient-reach/gradient-reach.ts';
import { minimalPairs } from './minimal-pairs/minimal-pairs.ts';
import { perturbation } from './perturbation/perturbation.ts';
import { units } from './units/units.ts';

/** All probes, in the order in which they are asked. */
export const registered = [
  closers,
  minimalPairs,
  context,
  perturbation,
  completions,
  gradientReach,
  units,
] as const;
