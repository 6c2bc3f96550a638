export {
  clusteredProportion,
  designEffect,
  proportion,
  proportionDifference,
  shareInterval,
} from './clusters.ts';
export { incidenceCurve, shareClosedByDistance } from './competing-risks.ts';
export { crossedDifference, nestedDifference, type SeededDifference } from './crossed-difference.ts';
export type { EventTime } from './event-times.ts';
export { kaplanMeier, type Lifetime } from './event-times.ts';
export { failureHazard, netSurvival } from './failure-hazard.ts';
export { type FigureWithError, jackknife } from './jackknife.ts';
export type { RatioPart } from './parts.ts';
export {
  type DifferencePart,
  dominantDocument,
  holm,
  type PairedDifference,
  type PermutationOptions,
  pairedDifference,
  permutationTest,
} from './permutation.ts';
export { clusteredRatio } from './ratio.ts';
export type { Spread } from './shapes.ts';
export { spreadOf } from './summaries.ts';
