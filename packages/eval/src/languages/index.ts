export type { ParserEngine, SyntaxCursor, SyntaxTree } from '../parser/syntax-parser.ts';
export type { Outline } from '../probes/choices/outline.ts';
export type { Source } from '../probes/choices/source.ts';
export type { ElementList, FunctionScope, Mention, Syntax } from '../probes/choices/syntax.ts';
export type { Candidate, Family } from '../probes/stretched/stretch.ts';
export type { DelimiterFate, DelimiterRecord, DelimiterType, StrayCloser } from './delimiter-stack.ts';
export type {
  ControlFlowRules,
  JumpRecord,
  LexicalAnalysis,
  LineRole,
  LogicalLine,
  StringRecord,
} from './language.ts';
export type {
  NameAnalysis,
  NameOrigin,
  NameSource,
  NameUse,
  StatementTree,
  UnknowableReason,
} from './names.ts';
