export type { Observation, Outcome } from '../observation.ts';
export { atTemperature } from './at-temperature.ts';
export { type ControlFlowObservation, measureControlFlow } from './control-flow.ts';
export { type DelimiterObservation, measureDelimiters } from './delimiters.ts';
export { type AnalysedDocument, analyseDocument } from './document.ts';
export { type IndentationObservation, measureIndentation } from './indentation.ts';
export { type DocumentNames, measureNames, type NameObservation } from './names.ts';
export { type DocumentParse, measureParse, type ParseObservation } from './parse.ts';
export { measureStrings, type StringObservation } from './strings.ts';
