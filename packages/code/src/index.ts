export type { TextDocument } from '@longrange/errors';
export { type AnalyzedDocument, analyzeDocument } from './document/document.ts';
export type { IndentationJudgment, IndentationObservation } from './document/indentation-judge.ts';
export {
  type Between,
  type Candidate,
  type Choice,
  type ChoiceKind,
  type Edit,
  type Family,
  KINDS,
  type LengthControlledChoice,
  type LengthControlledItem,
  type MinimalPair,
  type MirrorImages,
  type PairCandidate,
  type PairMember,
} from './language/choice.ts';

export type {
  ControlFlowRules,
  Language,
  LanguageDefaults,
  Layout,
  OracleChoice,
  SyntaxOracle,
} from './language/language.ts';
export type {
  ElementList,
  FunctionScope,
  Header,
  LexedDocument,
  Mention,
  Outline,
  Source,
  Syntax,
} from './language/source.ts';
export { javascript, typescript } from './languages/ecmascript/ecmascript.ts';
export { LANGUAGES } from './languages/index.ts';
export { type CPythonOracleOptions, createCPythonOracle } from './languages/python/oracle/cpython.ts';
export { createPythonParser, python } from './languages/python/python.ts';
export type { SyntaxParser } from './parser/create-parser.ts';
export { createParser } from './parser/create-parser.ts';

export { RandomStream } from './random/random.ts';
export { type RenamedDocuments, type RenamingOptions, renameDocuments } from './renaming/rename-documents.ts';
export {
  DELIMITER_TYPES,
  type DelimiterEvent,
  type DelimiterRecord,
  type DelimiterType,
  type StrayCloser,
} from './text/delimiter-stack.ts';
export type {
  Blocks,
  Definition,
  JumpRecord,
  LexicalAnalysis,
  LineRole,
  LogicalLine,
  StringRecord,
} from './text/lexical.ts';
export type {
  ImportedName,
  NameAnalysis,
  NameOrigin,
  NameSource,
  NameUse,
  OwnNames,
  StatementTree,
  SyntaxCursor,
  SyntaxTree,
  UnknowableReason,
} from './text/names.ts';
export { hashDocuments, type Observation, type Outcome } from './text/text-document.ts';
