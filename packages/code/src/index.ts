export { type AnalysedDocument, analyseDocument } from './document/document.ts';
export type { IndentationObservation } from './document/indentation-judgement.ts';
export type { Candidate, Family } from './language/candidate.ts';
export {
  type Choice,
  type ChoiceKind,
  type Edit,
  KINDS,
  type MirrorImages,
  type StretchedChoice,
  type StretchedItem,
} from './language/choice.ts';
export type { ControlFlowRules, Language, Layout } from './language/language.ts';
export type { Header, Outline } from './language/outline.ts';
export type { LexedDocument, Source } from './language/source.ts';
export type { Swap, SwapCandidate, Twin } from './language/swap.ts';
export type { ElementList, FunctionScope, Mention, Syntax } from './language/syntax.ts';
export { createPythonParser } from './languages/python/create-python-parser.ts';
export { type CPythonOracleOptions, createCPythonOracle } from './languages/python/oracle/cpython.ts';
export { python } from './languages/python/python.ts';
export { createParser, type ParserOptions } from './parser/create-parser.ts';
export type { SyntaxOracle } from './parser/syntax-oracle.ts';
export type { ParserEngine, SyntaxParser } from './parser/syntax-parser.ts';
export { RandomStream } from './random/random.ts';
export { type RenamedDocuments, type RenamingOptions, renameDocuments } from './renaming/rename-documents.ts';
export {
  DELIMITER_TYPES,
  type DelimiterFate,
  type DelimiterRecord,
  type DelimiterType,
  type StrayCloser,
} from './text/delimiter-stack.ts';
export { hashDocuments } from './text/hash-documents.ts';
export type { JumpRecord, LexicalAnalysis, LineRole, LogicalLine, StringRecord } from './text/lexical.ts';
export type {
  ImportedName,
  NameAnalysis,
  NameOrigin,
  NameSource,
  NameUse,
  StatementTree,
  UnknowableReason,
} from './text/names.ts';
export type { Observation, Outcome } from './text/observation.ts';
export type { SyntaxCursor, SyntaxTree } from './text/syntax-tree.ts';
export type { TextDocument } from './text/text-document.ts';
