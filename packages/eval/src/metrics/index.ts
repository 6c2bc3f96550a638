export { type ControlFlowObservation, measureControlFlow } from './control-flow/control-flow.ts';
export { type DelimiterObservation, measureDelimiters } from './delimiters/delimiters.ts';
export { measureIndentation } from './indentation/indentation.ts';
export { type MeasuredTexts, measureTexts } from './measure-subject.ts';
export type { MetricKey, TextFigureId } from './metrics.ts';
export { type DocumentNames, measureNames, type NameObservation } from './names/names.ts';
export { type DocumentParse, measureParse, type ParseObservation } from './parse/parse.ts';
export { measureStrings, type StringObservation } from './strings/strings.ts';
export { headlineFigures, type TextRate, type TextShare, textFigures } from './text-figures.ts';
