export { clusteredProportion } from './clusters.ts';
export { crossedDifference, type SeededDifference } from './crossed-difference.ts';
export type { NamedPart, RatioPart } from './parts.ts';
export {
  dominantDocument,
  holm,
  type PairedDifference,
  type PermutationOptions,
  pairedDifference,
} from './permutation.ts';
export { clusteredRatio } from './ratio.ts';
