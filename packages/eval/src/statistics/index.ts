export { clusteredProportion, designEffect, proportionDifference, shareInterval } from './clusters.ts';
export { CumulativeIncidence, fateCurve, shareClosedByDistance } from './competing-risks.ts';
export { crossedDifference, nestedDifference, type SeededDifference } from './crossed-difference.ts';
export { dominantDocument } from './dominant-document.ts';
export { failureHazard } from './failure-hazard.ts';
export type { Fate } from './fate.ts';
export { holm } from './holm.ts';
export { type FigureWithError, jackknife } from './jackknife.ts';
export { kaplanMeier, type Lifetime, type SurvivalStep } from './kaplan-meier.ts';
export { netSurvival } from './net-survival.ts';
export {
  type DifferencePart,
  type PairedDifference,
  type PermutationOptions,
  pairedDifference,
} from './paired-difference.ts';
export { permutationTest } from './permutation.ts';
export { clusteredRatio } from './ratio.ts';
export type { RatioPart } from './ratio-part.ts';
export { type Spread, spreadOf } from './spread.ts';
export { proportion } from './wilson.ts';
