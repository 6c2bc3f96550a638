import { checkArgument, checkDocuments, type TextDocument } from '@longrange/errors';
import type { Language, Layout, ProbeRules } from '../language/language.ts';
import { type LexedDocument, outline, type Source } from '../language/source.ts';
import { isLanguage, type SyntaxParser } from '../parser/create-parser.ts';
import { blocksByIndent, indentLevels } from '../text/blocks.ts';
import type { Blocks, LexicalAnalysis, LogicalLine } from '../text/lexical.ts';
import type { NameAnalysis, NameSource, OwnNames, StatementTree } from '../text/names.ts';
import { type IndentationJudgment, judgeIndentation } from './indentation-judge.ts';

export type ParsedStatement = TopLevelStatement &
  StatementTree & {
    /** Too long to parse; its tree is that of an empty text. */
    readonly tooLong: boolean;
  };

/**
 * Longer statements are not parsed: to recover from an error, tree-sitter takes some 430 bytes and 5 µs for each character
 * after it, and beyond 4 million characters it runs out of WebAssembly's memory.
 */
export const MAX_STATEMENT_CHARACTERS = 2 ** 20;

/** A text with everything that text metrics share, so that each metric costs little. */
export interface AnalyzedDocument extends TextDocument {
  /** The text was cut at its end: what is open there is censored, not broken. */
  readonly cut: boolean;
  readonly lexical: LexicalAnalysis;
  /** Judged once, on first access; null in a language without layout. */
  readonly indentation: IndentationJudgment | null;
  /** Nesting of its lines, found once, on first access; null in a language without layout whose lexer finds no blocks. */
  readonly blocks: Blocks | null;
  readonly parser: SyntaxParser;
  /**
   * The top-level statements, each parsed by itself, once, on first access.
   *
   * Not the text in one piece, because tree-sitter's error recovery depends on what comes later: it swallows the sound
   * neighbors of a broken statement (often the whole document becomes one ERROR node), leaves no definition node of a
   * broken definition to count, and joins two broken statements over a line break into a sound one. On sound text both
   * ways agree, and they take the same time.
   */
  readonly statements: readonly ParsedStatement[];
  /** The uses of names, found once, on first access; null in a language without rules of scope. */
  readonly names: NameAnalysis | null;
  /** Names that the text binds itself, found on each access; null if a statement does not parse or the language has no rules of scope. */
  readonly ownNames: OwnNames | null;
  /** Frees the trees. Neither statements nor names may be used afterwards. */
  dispose(): void;
}

/**
 * Analyzes one document, once for all metrics.
 *
 * @param cut true for a text that does not end where its author ended it, such as a sample
 * @throws LongrangeError `ARGUMENT_INVALID`
 */
export function analyzeDocument(
  given: string | TextDocument,
  cut: boolean,
  parser: SyntaxParser,
): AnalyzedDocument {
  checkArgument(isLanguage(parser?.language), 'parser', 'a parser, as createParser gives it', parser);
  const { path, text } = checkDocuments([given])[0]!;
  const { layout } = parser.language;
  const lexical = parser.language.analyze(text, { cut, path });
  let statements: ParsedStatement[] | null = null;
  let indentation: IndentationJudgment | null = null;
  let blocks: Blocks | null = lexical.blocks ?? null;
  let names: NameAnalysis | null = null;
  return {
    path,
    text,
    cut,
    parser,
    lexical,
    get indentation() {
      if (layout !== undefined) indentation ??= judgeIndentation(path, text, lexical.lines, cut, layout);
      return indentation;
    },
    get blocks() {
      const { indentation } = this;
      if (indentation === null || layout === undefined) return blocks;
      const levels = indentLevels(text, lexical.lines, layout.tabStop);
      blocks ??= blocksByIndent(lexical.lines, indentation.depths, levels, layout.emptyStatement);
      return blocks;
    },
    get statements() {
      statements ??= parseStatements(this, topLevelStatements(lexical, text.length, layout));
      return statements;
    },
    get names() {
      names ??= parser.language.names?.analyze(nameSource(this)) ?? null;
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

/** Returns the input of name resolution. A statement that is too long counts as if the text had been cut inside it. */
function nameSource(document: Omit<AnalyzedDocument, 'names' | 'ownNames' | 'dispose'>): NameSource {
  const { path: name, text, cut, parser, lexical, indentation, blocks, statements } = document;
  const tooLong = statements.findIndex((statement) => statement.tooLong);
  const known = tooLong < 0 ? statements : statements.slice(0, tooLong + 1);
  return {
    name,
    text,
    cut: cut || tooLong >= 0,
    statements: known.map((statement, index) =>
      index === tooLong ? { ...statement, complete: false } : statement,
    ),
    lexical,
    depths: blocks?.depths ?? lexical.lines.map(() => 0),
    isMisplaced: indentation?.isBroken ?? lexical.lines.map(() => false),
    parse: (piece) => parser.parse(piece, name),
  };
}

function parseStatements(
  { path, text, cut, parser }: Pick<AnalyzedDocument, 'path' | 'text' | 'cut' | 'parser'>,
  statements: readonly TopLevelStatement[],
): ParsedStatement[] {
  return statements.map((statement, index) => {
    const { start, end } = statement;
    const tooLong = end - start > MAX_STATEMENT_CHARACTERS;
    return {
      ...statement,
      tree: parser.parse(tooLong ? '' : text.slice(start, end), path),
      complete: !cut || index < statements.length - 1,
      tooLong,
    };
  });
}

/** A statement of the top level, with its decorators, clauses and block, up to the beginning of the next one. */
interface TopLevelStatement {
  readonly start: number;
  end: number;
  /** A function or a class, decorated or not. */
  readonly isDefinition: boolean;
}

/**
 * Divides a text into its top-level statements by the lexer's logical lines, so that a broken one does not change where its
 * neighbors begin. Text before the first statement belongs to none. If nothing shows how lines nest, every line begins a statement.
 */
export function topLevelStatements(
  lexical: LexicalAnalysis,
  textLength: number,
  layout: Layout | undefined,
): TopLevelStatement[] {
  const isTopLevel = ({ first, indentStart }: LogicalLine, index: number) =>
    lexical.blocks === undefined
      ? layout === undefined || first === indentStart
      : lexical.blocks.levels[index] === 0;
  const statements: TopLevelStatement[] = [];
  let decorated = false;
  for (const [index, line] of lexical.lines.entries()) {
    const current = statements.at(-1);
    if (current === undefined || (isTopLevel(line, index) && !decorated && isBeginning(line))) {
      if (current !== undefined) current.end = line.first;
      const isDefinition = line.role === 'definition' || line.role === 'decorator';
      statements.push({ start: line.first, end: textLength, isDefinition });
      decorated = line.role === 'decorator';
    } else if (isTopLevel(line, index)) {
      decorated &&= line.role === 'decorator';
    }
  }
  return statements;
}

function isBeginning({ role }: LogicalLine): boolean {
  return role !== 'clause' && role !== 'unknown';
}

/** Lexes a document of sound code. */
export function lexDocument({ path, text }: TextDocument, language: Language): LexedDocument {
  return { path, text, lexical: language.analyze(text, { cut: false, path }) };
}

/** Adds the outline and the syntax of a document, which choices need. */
export function readSource(document: LexedDocument, parser: SyntaxParser, probes: ProbeRules): Source {
  const { path, text, lexical } = document;
  const tree = parser.parse(text, path);
  try {
    return {
      path,
      text,
      lexical,
      outline: outline(text, lexical, probes),
      syntax: probes.readSyntax(tree, text),
    };
  } finally {
    tree.dispose();
  }
}
