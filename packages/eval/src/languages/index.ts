export type { ParserEngine, SyntaxCursor, SyntaxTree } from '../parser/syntax-parser.ts';
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
