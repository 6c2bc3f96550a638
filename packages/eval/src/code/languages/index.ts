export type { DelimiterFate, DelimiterRecord, DelimiterType, StrayCloser } from '../delimiter-stack.ts';
export type { Candidate, Family } from '../dependencies/candidate.ts';
export type { Outline } from '../dependencies/outline.ts';
export type { Source } from '../dependencies/source.ts';
export type { ElementList, FunctionScope, Mention, Syntax } from '../dependencies/syntax.ts';
export type { ControlFlowRules } from '../language.ts';
export type { JumpRecord, LexicalAnalysis, LineRole, LogicalLine, StringRecord } from '../lexical.ts';
export type {
  NameAnalysis,
  NameOrigin,
  NameSource,
  NameUse,
  StatementTree,
  UnknowableReason,
} from '../names.ts';
export type { ParserEngine } from '../parser/syntax-parser.ts';
export type { SyntaxCursor, SyntaxTree } from '../syntax-tree.ts';
