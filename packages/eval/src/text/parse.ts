import type { Observation } from '../observation.ts';
import type { SyntaxParser, SyntaxTree } from '../parser/syntax-parser.ts';
import type { Parse } from '../result/schema.ts';
import { median } from '../statistics/bootstrap.ts';
import { shareHeld } from '../statistics/buckets.ts';
import type { AnalysedDocument } from './document.ts';
import { type TopLevelStatement, topLevelStatements } from './statements.ts';

/** Metric 6: whether a stretch of text parses without ERROR and MISSING nodes. `distance` is its length. */
export type ParseObservation = Observation<'document' | 'definition'>;

export interface DocumentParse {
  readonly observations: readonly ParseObservation[];
  /** How much of the text was judged: all of it or, where it was cut, all but its last top-level statement. */
  readonly judgedCharacters: number;
  /** Characters of that under ERROR nodes (MISSING ones are empty), of each top-level statement parsed for itself. */
  readonly errorCharacters: number;
  /** Characters of that before the first error. */
  readonly cleanPrefix: number;
}

/**
 * Metric 6 of one document.
 *
 * Where the text was cut, its last top-level statement could still have gone on, whatever it is: it is left
 * out, the document is judged up to where it begins, and if it is a definition that is censored. With no
 * complete statement at all the document is censored.
 *
 * Definitions are found by the lexer and, where the document has an error, every top-level statement is parsed for
 * itself: tree-sitter's error recovery can swallow the sound neighbours of a broken statement (often the
 * whole document becomes one ERROR node), and a broken definition leaves no definition node to be counted.
 * The characters under errors and the clean prefix are those of the statements, too.
 *
 * tree-sitter is more lenient than Python: it does not mind wrong indentation or an empty block (metric 3 does).
 */
export function measureParse({ text, cut, lexical, parser }: AnalysedDocument): DocumentParse {
  const statements = topLevelStatements(lexical, text.length);
  const last = cut ? statements.pop() : undefined;
  const judgedCharacters = last?.start ?? text.length;
  const whole = withTree(parser, text.slice(0, judgedCharacters), findErrors);
  const each = whole === null ? [] : statements.map((statement) => parseAlone(parser, text, statement));
  const observations: ParseObservation[] = [];
  if (cut && statements.length === 0) observations.push(observe('document', 'censored', 0, text.length));
  else observations.push(observe('document', whole === null ? 'held' : 'broken', 0, judgedCharacters));
  for (const [index, { start, end, isDefinition }] of statements.entries()) {
    if (isDefinition) observations.push(observe('definition', each[index] ? 'broken' : 'held', start, end));
  }
  if (last?.isDefinition === true) observations.push(observe('definition', 'censored', last.start, last.end));
  const errors = addErrors(each) ?? whole;
  return {
    observations,
    judgedCharacters,
    errorCharacters: errors?.characters ?? 0,
    cleanPrefix: errors?.first ?? judgedCharacters,
  };
}

export function summarizeParse(documents: readonly DocumentParse[]): Parse {
  const observations = documents.flatMap((document) => document.observations);
  const definitions = observations.filter(({ kind }) => kind === 'definition');
  const judged = documents.reduce((sum, { judgedCharacters }) => sum + judgedCharacters, 0);
  const errors = documents.reduce((sum, { errorCharacters }) => sum + errorCharacters, 0);
  const prefixes = documents.map(({ cleanPrefix }) => cleanPrefix);
  return {
    documents: shareHeld(observations.filter(({ kind }) => kind === 'document')),
    definitions: shareHeld(definitions),
    definitionsCensored: definitions.filter(({ outcome }) => outcome === 'censored').length,
    errorCharacterShare: judged === 0 ? 0 : errors / judged,
    longestCleanPrefix: {
      medianCharacters: median(prefixes) ?? 0,
      maxCharacters: prefixes.reduce((longest, length) => Math.max(longest, length), 0),
    },
  };
}

function observe(
  kind: ParseObservation['kind'],
  outcome: ParseObservation['outcome'],
  start: number,
  end: number,
): ParseObservation {
  return { kind, outcome, start, end, distance: end - start, depth: 0, attractors: 0 };
}

interface SyntaxErrors {
  readonly first: number;
  readonly characters: number;
}

function withTree<T>(parser: SyntaxParser, text: string, use: (tree: SyntaxTree) => T): T {
  const tree = parser.parse(text);
  try {
    return use(tree);
  } finally {
    tree.dispose();
  }
}

/** The errors of one statement, with offsets in the whole text. */
function parseAlone(
  parser: SyntaxParser,
  text: string,
  { start, end }: TopLevelStatement,
): SyntaxErrors | null {
  const errors = withTree(parser, text.slice(start, end), findErrors);
  return errors === null ? null : { first: start + errors.first, characters: errors.characters };
}

/** Null where no statement has an error: then only the whole document shows it, in how they follow each other. */
function addErrors(each: readonly (SyntaxErrors | null)[]): SyntaxErrors | null {
  return each.reduce((sum, errors) => {
    if (errors === null || sum === null) return sum ?? errors;
    return { first: Math.min(sum.first, errors.first), characters: sum.characters + errors.characters };
  }, null);
}

/** Null where there is none. Walks the tree without recursion, and not into ERROR nodes. */
function findErrors(tree: SyntaxTree): SyntaxErrors | null {
  if (!tree.hasError) return null;
  const cursor = tree.walk();
  let first = Number.POSITIVE_INFINITY;
  let characters = 0;
  for (;;) {
    const isError = cursor.nodeType === 'ERROR';
    if (isError || cursor.nodeIsMissing) {
      first = Math.min(first, cursor.startIndex);
      characters += cursor.endIndex - cursor.startIndex;
    }
    if (!isError && cursor.gotoFirstChild()) continue;
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) return { first, characters };
    }
  }
}
