// Schema of a result, and types of its parts: one for each metric and probe, plus those of shares, means and curves.
export type { ControlFlow } from '../metrics/control-flow/control-flow.ts';
export type { Degeneration } from '../metrics/degeneration/degeneration.ts';
export type { Delimiters } from '../metrics/delimiters/delimiters.ts';
export type { Excerpt, Mark } from '../metrics/excerpt/excerpt.ts';
export type { Imports } from '../metrics/imports/imports.ts';
export type { Indentation } from '../metrics/indentation/indentation.ts';
export type { Memorization } from '../metrics/memorization/memorization.ts';
export type { Names } from '../metrics/names/names.ts';
export type { Oracle } from '../metrics/oracle/oracle.ts';
export type { Parse } from '../metrics/parse/parse.ts';
export type { Strings } from '../metrics/strings/strings.ts';
export type { Subject } from '../metrics/subject-schema.ts';
export type { AtTemperature } from '../metrics/temperatures/at-temperature.ts';
export type { FartherAsked } from '../probes/farther.ts';
export type {
  BracketRanges,
  MinimalPairs,
  PairsGenerated,
  PairsScored,
} from '../probes/minimal-pairs/schema.ts';
export type {
  BitsPerCharacter,
  CloserAccuracy,
  Completions,
  Control,
  EffectiveContext,
  GradientReach,
  PastMemory,
  PredictorProbes,
  Probes,
  Units,
} from '../probes/schema.ts';
export type { HalfLife, Range, RangePlace } from '../statistics/pair-table.ts';
export type {
  Bucket,
  CountBucket,
  D80,
  Dependency,
  Estimate,
  HazardBucket,
  IncidencePoint,
  MeanBucket,
  Proportion,
  SurvivalPoint,
} from '../statistics/shapes.ts';
export type { TestedDifference } from './correct-tests.ts';
export { type CurvePoint, RESULT_FORMAT_VERSION, type Renaming, resultSchema } from './schema.ts';
