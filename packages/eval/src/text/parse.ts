import type { Observation } from '../observation.ts';
import type { SyntaxCursor, SyntaxTree } from '../parser/syntax-parser.ts';
import type { Parse } from '../result/schema.ts';
import { shareHeld } from '../statistics/buckets.ts';
import { median } from '../statistics/quantile.ts';
import type { AnalysedDocument } from './document.ts';

/** Metric 6: whether a stretch of text parses without ERROR and MISSING nodes. `distance` is its length. */
export type ParseObservation = Observation<'document' | 'definition'>;

export interface DocumentParse {
  readonly observations: readonly ParseObservation[];
  /** How much of the text was judged: all of it or, where it was cut, all but its last top-level statement. */
  readonly judgedCharacters: number;
  /** Characters of that under ERROR nodes; MISSING ones are empty. */
  readonly errorCharacters: number;
  /** Characters of that before the first ERROR or MISSING node. */
  readonly cleanPrefix: number;
}

/**
 * Metric 6 of one document. It parses if each of its top-level statements, as the lexer divides them, parses for itself.
 *
 * Where the text was cut, its last top-level statement could still have gone on, whatever it is: it is left out, and if
 * it is a definition that is censored. With no complete statement at all the document is censored. A statement that is too
 * long to be parsed is censored, too, and so is its document, unless something else breaks that.
 *
 * tree-sitter is more lenient than Python: it does not mind wrong indentation or an empty block (metric 3 does).
 */
export function measureParse({ name, text, cut, statements: all }: AnalysedDocument): DocumentParse {
  const statements = all.filter(({ complete }) => complete);
  const last = cut ? all.at(-1) : undefined;
  const judgedEnd = last?.start ?? text.length;
  let tooLongCharacters = 0;
  let firstTooLong = judgedEnd;
  const definitions: ParseObservation[] = [];
  let errorCharacters = 0;
  let firstError: number | null = null;
  for (const { start, end, isDefinition, tree, tooLong } of statements) {
    if (tooLong) {
      firstTooLong = Math.min(firstTooLong, start);
      tooLongCharacters += end - start;
      if (isDefinition) definitions.push(observe(name, 'definition', 'censored', start, end));
      continue;
    }
    const errors = findErrors(tree);
    if (isDefinition)
      definitions.push(observe(name, 'definition', errors === null ? 'held' : 'broken', start, end));
    if (errors === null) continue;
    errorCharacters += errors.characters;
    firstError ??= start + errors.first;
  }
  if (last?.isDefinition === true)
    definitions.push(observe(name, 'definition', 'censored', last.start, last.end));
  const isUnknown = tooLongCharacters > 0 || (cut && statements.length === 0);
  const outcome = firstError !== null ? 'broken' : isUnknown ? 'censored' : 'held';
  return {
    observations: [observe(name, 'document', outcome, 0, judgedEnd), ...definitions],
    judgedCharacters: judgedEnd - tooLongCharacters,
    errorCharacters,
    cleanPrefix: Math.min(firstError ?? judgedEnd, firstTooLong),
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
  document: string,
  kind: ParseObservation['kind'],
  outcome: ParseObservation['outcome'],
  start: number,
  end: number,
): ParseObservation {
  return { document, kind, outcome, start, end, distance: end - start, depth: 0, attractors: 0 };
}

interface SyntaxErrors {
  readonly first: number;
  readonly characters: number;
}

/**
 * Null where there is none. Walks the tree without recursion, and not into ERROR nodes. A missing line end is a hidden
 * node that no walk shows (`import a(b)`): such an error counts from the beginning of the text.
 */
function findErrors(tree: SyntaxTree): SyntaxErrors | null {
  return tree.hasError ? addErrors(tree.walk()) : null;
}

function addErrors(cursor: SyntaxCursor): SyntaxErrors {
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
      if (!cursor.gotoParent()) return { first: Number.isFinite(first) ? first : 0, characters };
    }
  }
}
