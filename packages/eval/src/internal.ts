// Everything that `@longrange/report` reads of results, and other parts that browsers can load, for our own packages.
export { habitByLength, remember, round } from './calibration/memories.ts';
export { BracketMemory, predictingWriter } from './calibration/prefix-model.ts';
export { compareContenders, measuresLeftOut } from './comparison/compare-contenders.ts';
export { buildDocumentScores, type Contender } from './comparison/document-scores.ts';
export { foresee, type Gate, type GateVerdict, gate } from './comparison/gate.ts';
export * from './comparison/index.ts';
export type { LeaderboardRow } from './comparison/leaderboard-row.ts';
export { type MeasureId, measures } from './comparison/measures.ts';
export { type RankedScores, rankScores } from './comparison/rank-scores.ts';
export { buildComparison } from './comparison/schema.ts';
export { type Tally, tallySamples } from './comparison/tally.ts';
export { type ControlReader, dyckTask, measureControl } from './controls/measure-control.ts';
export { controlsSection } from './controls/section.ts';
export {
  associativeRecallTask,
  type ControlTask,
  controlText,
  copyTask,
  parityTask,
  recallTask,
} from './controls/tasks.ts';
export type { BracketFailures } from './metrics/failures/failures.ts';
export { measureTexts } from './metrics/measure-subject.ts';
export { type MetricKey, textMetrics } from './metrics/metrics.ts';
export type { MetricPlace, Place } from './metrics/places/places.ts';
export { temperaturesSection } from './metrics/temperatures/at-temperature.ts';
export { headlineFigures, headlinesOf, textFigures } from './metrics/text-figures.ts';
export { probePredictor } from './probes/ask-probes.ts';
export { scoreHeldOut, summarizeScores } from './probes/bits/bits-per-character.ts';
export { bitsSection } from './probes/bits/section.ts';
export { BLIND_READER } from './probes/closers/blind-reader.ts';
export type { FartherAsked } from './probes/farther.ts';
export { exchangeBracket } from './probes/minimal-pairs/bracket-pairs.ts';
export { type PairCurves, pairCurves, planPairs } from './probes/minimal-pairs/pair-curves.ts';
export { type ScoredPair, SHOWN_NATS, scorePairs } from './probes/minimal-pairs/score-pairs.ts';
export { lineLevels, pairKinds, rangesByLine, writtenAt } from './probes/minimal-pairs/shown-fields.ts';
export { planProbes } from './probes/plan-probes.ts';
export type { ProbeSection, Side } from './probes/probe-section.ts';
export { probes, sectionsOfProbes } from './probes/probes.ts';
export type { PredictorProbes, Probes } from './probes/schema.ts';
export { unitProperties } from './probes/units/section.ts';
export * from './result/index.ts';
export { parseResult } from './result/result.ts';
export type { Result } from './result/schema.ts';
export type * from './section.ts';
export { HELD_SHARE } from './statistics/buckets.ts';
export type { HalfLife, Range, RangePlace } from './statistics/pair-table.ts';
export { LEAST_FOR_INTERVAL } from './statistics/parts.ts';
export { LEAST_DOCUMENTS } from './statistics/permutation.ts';
export { quantile } from './statistics/summaries.ts';
