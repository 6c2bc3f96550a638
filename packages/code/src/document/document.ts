import { checkArgument } from '@longrange/errors';
import type { Layout } from '../language/language.ts';
import { isDocument, isLanguage } from '../parser/check-documents.ts';
import type { SyntaxParser } from '../parser/syntax-parser.ts';
import type { LexicalAnalysis, LogicalLine } from '../text/lexical.ts';
import type { NameAnalysis, NameSource, OwnNames, StatementTree } from '../text/names.ts';
import type { TextDocument } from '../text/text-document.ts';
import { judgeIndentation } from './indentation-judge.ts';
import type { IndentationJudgement } from './indentation-judgement.ts';

export type ParsedStatement = TopLevelStatement &
  StatementTree & {
    /** Too long to be parsed; its tree is that of no text. */
    readonly tooLong: boolean;
  };

/**
 * Longer statements are not parsed: to recover from an error tree-sitter takes some 430 bytes and 5 µs for each character
 * after it, and beyond 4 million characters ends for ever, out of WebAssembly's memory.
 */
export const MAX_STATEMENT_CHARACTERS = 2 ** 20;

/** A text with all that text metrics share, so that each of them costs little. */
export interface AnalysedDocument extends TextDocument {
  /** Whether the text ends where it was cut: what is open there is censored, not broken. */
  readonly cut: boolean;
  readonly lexical: LexicalAnalysis;
  /** Judged when it is first asked for, and once; null in a language without layout. */
  readonly indentation: IndentationJudgement | null;
  readonly parser: SyntaxParser;
  /**
   * The top-level statements, each parsed for itself, when they are first asked for, and once.
   *
   * Not the text in one piece, because tree-sitter's error recovery judges by what comes later: it swallows the sound
   * neighbours of a broken statement (often the whole document becomes one ERROR node), leaves no definition node of a
   * broken definition to be counted, and joins two broken statements over a line break to a sound one. On
   * sound text both ways agree, and they take the same time.
   */
  readonly statements: readonly ParsedStatement[];
  /** The uses of names, found when they are first asked for, and once; null in a language without rules of scope. */
  readonly names: NameAnalysis | null;
  /** The names that the text binds itself, each time found anew; null where a statement does not parse, and in a language without them. */
  readonly ownNames: OwnNames | null;
  /** Frees the trees; neither statements nor names may be used any more. */
  dispose(): void;
}

/** Everything that a language's lexer says about one document, read once for all metrics. */
export function analyseDocument(
  document: TextDocument,
  cut: boolean,
  parser: SyntaxParser,
): AnalysedDocument {
  checkArgument(isDocument(document), 'document', '`{ name, text }`', document);
  checkArgument(typeof cut === 'boolean', 'cut', 'a boolean', cut);
  checkArgument(isLanguage(parser?.language), 'parser', 'a parser, as createParser gives it', parser);
  const { name, text } = document;
  const { layout } = parser.language;
  const lexical = parser.language.analyse(text, { cut });
  let statements: ParsedStatement[] | null = null;
  let indentation: IndentationJudgement | null = null;
  let names: NameAnalysis | null = null;
  return {
    name,
    text,
    cut,
    parser,
    lexical,
    get indentation() {
      if (layout !== undefined) indentation ??= judgeIndentation(name, text, lexical.lines, cut, layout);
      return indentation;
    },
    get statements() {
      statements ??= parseStatements(text, cut, topLevelStatements(lexical, text.length, layout), parser);
      return statements;
    },
    get names() {
      names ??= parser.language.names?.analyse(nameSource(this)) ?? null;
      return names;
    },
    get ownNames() {
      return parser.language.names?.own?.(nameSource(this)) ?? null;
    },
    dispose: () => {
      for (const { tree } of statements ?? []) tree.dispose();
      statements = null;
      names = null;
    },
  };
}

/** What is in a statement that is too long is not known: as if the text had been cut in it. */
function nameSource(document: Omit<AnalysedDocument, 'names' | 'ownNames' | 'dispose'>): NameSource {
  const { name, text, cut, parser, lexical, indentation, statements } = document;
  const tooLong = statements.findIndex((statement) => statement.tooLong);
  const known = tooLong < 0 ? statements : statements.slice(0, tooLong + 1);
  return {
    ...{ name, text, cut: cut || tooLong >= 0 },
    statements: known.map((statement, index) =>
      index === tooLong ? { ...statement, complete: false } : statement,
    ),
    lines: lexical.lines,
    depths: indentation?.depths ?? lexical.lines.map(() => 0),
    isMisplaced: indentation?.isBroken ?? lexical.lines.map(() => false),
    parse: (piece) => parser.parse(piece),
  };
}

function parseStatements(
  text: string,
  cut: boolean,
  statements: readonly TopLevelStatement[],
  parser: SyntaxParser,
): ParsedStatement[] {
  return statements.map((statement, index) => {
    const { start, end } = statement;
    const tooLong = end - start > MAX_STATEMENT_CHARACTERS;
    return {
      ...statement,
      tree: parser.parse(tooLong ? '' : text.slice(start, end)),
      complete: !cut || index < statements.length - 1,
      tooLong,
    };
  });
}

/** @throws LongrangeError `ARGUMENT_INVALID` */
export function checkAnalysed(document: AnalysedDocument): void {
  const isAnalysed = typeof document?.lexical === 'object' && isLanguage(document.parser?.language);
  checkArgument(isAnalysed, 'document', 'a document, as analyseDocument gives it', document);
}

/** A statement of the top level, with its decorators, clauses and block, up to where the next one begins. */
interface TopLevelStatement {
  readonly start: number;
  end: number;
  /** A function or a class, decorated or not. */
  readonly isDefinition: boolean;
}

/**
 * Divides a text into its top-level statements by the lexer's logical lines, so that a broken one does
 * not change where its neighbours begin. What comes before the first statement belongs to none. Without layout every logical line begins one.
 */
export function topLevelStatements(
  lexical: LexicalAnalysis,
  textLength: number,
  layout: Layout | undefined,
): TopLevelStatement[] {
  const isTopLevel = ({ first, indentStart }: LogicalLine) => layout === undefined || first === indentStart;
  const statements: TopLevelStatement[] = [];
  let decorated = false;
  for (const line of lexical.lines) {
    const current = statements.at(-1);
    if (current === undefined || (isTopLevel(line) && !decorated && isBeginning(line))) {
      if (current !== undefined) current.end = line.first;
      const isDefinition = line.role === 'definition' || line.role === 'decorator';
      statements.push({ start: line.first, end: textLength, isDefinition });
      decorated = line.role === 'decorator';
    } else if (isTopLevel(line)) {
      decorated &&= line.role === 'decorator';
    }
  }
  return statements;
}

function isBeginning({ role }: LogicalLine): boolean {
  return role !== 'clause' && role !== 'unknown';
}
