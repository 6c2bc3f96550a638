export { measureControlFlow } from './control-flow/control-flow.ts';
export type { ControlFlowObservation } from './control-flow/judge.ts';
export { type DelimiterObservation, measureDelimiters } from './delimiters/delimiters.ts';
export { measureIndentation } from './indentation/indentation.ts';
export type { MetricKey, TextFigureId } from './metrics.ts';
export { type DocumentNames, measureNames, type NameObservation } from './names/observe-names.ts';
export { type DocumentParse, measureParse, type ParseObservation } from './parse/parse.ts';
export { measureStrings, type StringObservation } from './strings/strings.ts';
export type { TextRate, TextShare } from './text-figures.ts';
