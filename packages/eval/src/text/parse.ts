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
  /** Characters of that under ERROR nodes (MISSING ones are empty). */
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
 * Definitions are found by the lexer and, where the document has an error, parsed one by one, each for
 * itself: tree-sitter's error recovery can swallow sound neighbours of a broken definition, and a broken one leaves no
 * definition node to be counted. The clean prefix is found the same way.
 */
export function measureParse({ text, cut, lexical, parser }: AnalysedDocument): DocumentParse {
  const statements = topLevelStatements(lexical, text.length);
  const last = cut ? statements.pop() : undefined;
  const judgedCharacters = last?.start ?? text.length;
  const errors = withTree(parser, text.slice(0, judgedCharacters), findErrors);
  const parsed = errors === null ? null : parseEach(parser, text, statements);
  const observations: ParseObservation[] = [];
  if (cut && statements.length === 0) observations.push(observe('document', 'censored', 0, text.length));
  else observations.push(observe('document', errors === null ? 'held' : 'broken', 0, judgedCharacters));
  for (const [index, { start, end, isDefinition }] of statements.entries()) {
    const sound = parsed === null || parsed[index] === null;
    if (isDefinition) observations.push(observe('definition', sound ? 'held' : 'broken', start, end));
  }
  if (last?.isDefinition === true) observations.push(observe('definition', 'censored', last.start, last.end));
  return {
    observations,
    judgedCharacters,
    errorCharacters: errors?.characters ?? 0,
    cleanPrefix: errors === null ? judgedCharacters : (firstErrorOf(parsed, statements) ?? errors.first),
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

function parseEach(
  parser: SyntaxParser,
  text: string,
  statements: readonly TopLevelStatement[],
): (SyntaxErrors | null)[] {
  return statements.map(({ start, end }) => withTree(parser, text.slice(start, end), findErrors));
}

function firstErrorOf(
  parsed: readonly (SyntaxErrors | null)[] | null,
  statements: readonly TopLevelStatement[],
): number | null {
  for (const [index, { start }] of statements.entries()) {
    const errors = parsed?.[index];
    if (errors) return start + errors.first;
  }
  return null;
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
