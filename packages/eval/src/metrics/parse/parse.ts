import type { AnalyzedDocument, Observation, Outcome, SyntaxCursor, SyntaxTree } from '@longrange/code';
import { codeOf, MAX_STATEMENT_CHARACTERS } from '@longrange/code/internal';
import { z } from 'zod';
import { shareHeld, shareHeldByRange, unitScale } from '../../statistics/buckets.ts';
import { partsOfObservations } from '../../statistics/document-parts.ts';
import { bucketSchema, bucketsOf, count, proportionSchema } from '../../statistics/shapes.ts';
import { median } from '../../statistics/summaries.ts';
import type { SubjectContext } from '../metric.ts';
import { observe, textMetric } from '../metric.ts';

/** Figures of metric 6. */
const parseSchema = z.object({
  /** Whole documents without ERROR or MISSING nodes. Samples are cut in mid-statement; see `definitions`. */
  documents: proportionSchema,
  /**
   * Functions and classes at any depth without ERROR or MISSING nodes, each judged without those inside it; one that reaches the cut is
   * censored. Null for languages without layout, by which they are found.
   */
  definitions: proportionSchema.nullable(),
  /** Definitions by number of enclosing blocks: 0 at the top level. */
  definitionsByDepth: bucketsOf(bucketSchema),
  definitionsCensored: count.nullable(),
  /** Share of characters under ERROR or MISSING nodes. */
  errorCharacterShare: z.number().min(0).max(1),
  /** Characters before the first ERROR or MISSING node. */
  longestCleanPrefix: z.object({ medianCharacters: z.number(), maxCharacters: count }),
  /**
   * Documents with a statement that the parser gave up, as it took more steps or memory than any sound code; such a statement counts as
   * one that does not parse. The first of them are named. Absent if there are none.
   */
  givenUp: z.object({ documents: count, names: z.array(z.string()).max(8) }).optional(),
});

/** Shares of documents, definitions and characters that parse. */
export type Parse = z.infer<typeof parseSchema>;

/** Metric 6, for one stretch of text, which is held if it parses without ERROR or MISSING nodes. `distance` is its length. */
export type ParseObservation = Observation<'document' | 'definition'>;

/** Metric 6 of one document. */
export interface DocumentParse {
  readonly observations: readonly ParseObservation[];
  /** Number of characters judged: all of them or, if the text was truncated, all but its last top-level statement. */
  readonly judgedCharacters: number;
  /** Number of judged characters under ERROR nodes; MISSING ones are empty. */
  readonly errorCharacters: number;
  /** Number of judged characters before the first ERROR or MISSING node. */
  readonly cleanPrefix: number;
  /** ERROR and MISSING nodes, in order: what is missing, or null. */
  readonly errors: readonly SyntaxErrorPlace[];
  /** The parser gave up one of its statements. */
  readonly isGivenUp: boolean;
}

/**
 * Measures metric 6 on one document. It parses if each of its top-level statements, as the lexer divides them, parses by itself.
 *
 * A definition is a function or a class with its decorators, at any depth and with any indentation. It is parsed without the definitions
 * inside it, so that an error in a method counts once, against the method. `depth` is the number of enclosing blocks.
 *
 * If the text was truncated, its last top-level statement could have continued: it is left out, and definitions that reach the cut are
 * censored. A document without any complete statement is censored. A statement that is too long to parse is censored, too, and so is its
 * document, unless something else breaks it.
 *
 * tree-sitter is more lenient than compilers: it accepts wrong indentation and empty blocks (metric 3 does not).
 */
export function measureParse(document: AnalyzedDocument): DocumentParse {
  const { observation, ...parsed } = judgeDocument(document);
  return { observations: [observation, ...judgeDefinitions(document)], ...parsed };
}

/** Judges a document as a whole. */
export function judgeDocument(
  document: Pick<AnalyzedDocument, 'path' | 'text' | 'cut' | 'statements'>,
): Omit<DocumentParse, 'observations'> & { readonly observation: ParseObservation } {
  const { text, cut, statements: all } = document;
  const statements = all.filter(({ complete }) => complete);
  const last = cut ? all.at(-1) : undefined;
  const judgedEnd = last?.start ?? text.length;
  let tooLongCharacters = 0;
  let firstTooLong = judgedEnd;
  let errorCharacters = 0;
  const places: SyntaxErrorPlace[] = [];
  for (const { start, end, tree, tooLong } of statements) {
    if (tooLong) {
      firstTooLong = Math.min(firstTooLong, start);
      tooLongCharacters += end - start;
      continue;
    }
    const errors = findErrors(tree);
    if (errors === null) continue;
    errorCharacters += errors.characters;
    for (const { position, missing } of errors.places) places.push({ position: start + position, missing });
  }
  const firstError = places[0]?.position ?? null;
  const isUnknown = tooLongCharacters > 0 || (cut && statements.length === 0);
  const outcome = firstError !== null ? 'broken' : isUnknown ? 'censored' : 'held';
  return {
    observation: observe(document, 'document', outcome, [0, judgedEnd]),
    judgedCharacters: judgedEnd - tooLongCharacters,
    errorCharacters,
    cleanPrefix: Math.min(firstError ?? judgedEnd, firstTooLong),
    errors: places,
    isGivenUp: statements.some(({ tree }) => tree.isGivenUp),
  };
}

function judgeDefinitions(document: AnalyzedDocument): ParseObservation[] {
  const { text, cut, statements, parser, blocks } = document;
  let index = 0;
  return (blocks?.definitions ?? []).map((definition) => {
    const { start, end, depth, isLast } = definition;
    while (statements[index]!.end <= start) index++;
    const around = statements[index]!;
    const judge = (): Outcome => {
      if (cut && isLast) return 'censored';
      if (!around.tooLong && !around.tree.hasError) return 'held';
      const own = codeOf(text, definition);
      if (own.length > MAX_STATEMENT_CHARACTERS) return 'censored';
      const tree = parser.parse(own);
      const { hasError } = tree;
      tree.dispose();
      return hasError ? 'broken' : 'held';
    };
    return observe(document, 'definition', judge(), [start, end], depth);
  });
}

function summarizeParse(
  documents: readonly DocumentParse[],
  { language }: Pick<SubjectContext, 'language'>,
): Parse {
  const observations = documents.flatMap((document) => document.observations);
  const definitions = observations.filter(({ kind }) => kind === 'definition');
  const hasDefinitions = language.layout !== undefined;
  const judged = documents.reduce((sum, { judgedCharacters }) => sum + judgedCharacters, 0);
  const errors = documents.reduce((sum, { errorCharacters }) => sum + errorCharacters, 0);
  const prefixes = documents.map(({ cleanPrefix }) => cleanPrefix);
  const givenUp = documents.flatMap(({ isGivenUp, observations: [own] }) =>
    isGivenUp ? [own!.document] : [],
  );
  return {
    documents: shareHeld(observations.filter(({ kind }) => kind === 'document')),
    definitions: hasDefinitions ? shareHeld(definitions) : null,
    definitionsByDepth: shareHeldByRange(definitions, ({ depth }) => depth, unitScale),
    definitionsCensored: hasDefinitions
      ? definitions.filter(({ outcome }) => outcome === 'censored').length
      : null,
    errorCharacterShare: judged === 0 ? 0 : errors / judged,
    longestCleanPrefix: {
      medianCharacters: median(prefixes) ?? 0,
      maxCharacters: prefixes.reduce((longest, length) => Math.max(longest, length), 0),
    },
    ...(givenUp.length === 0 ? {} : { givenUp: { documents: givenUp.length, names: givenUp.slice(0, 8) } }),
  };
}

interface SyntaxErrorPlace {
  readonly position: number;
  /** Kind of token that is missing; null for text that fits nothing. */
  readonly missing: string | null;
}

interface SyntaxErrors {
  /** At least one, in order. */
  readonly places: readonly SyntaxErrorPlace[];
  readonly characters: number;
}

/**
 * Returns null if there are no errors. Walks the tree without recursion and does not enter ERROR nodes. A missing line end is a hidden node
 * that no walk reaches (`import a(b)`): such an error counts from the beginning of the text.
 */
function findErrors(tree: SyntaxTree): SyntaxErrors | null {
  return tree.hasError ? addErrors(tree.walk()) : null;
}

function addErrors(cursor: SyntaxCursor): SyntaxErrors {
  const places: SyntaxErrorPlace[] = [];
  let characters = 0;
  for (;;) {
    const isError = cursor.nodeType === 'ERROR';
    if (isError || cursor.nodeIsMissing) {
      places.push({ position: cursor.startIndex, missing: isError ? null : cursor.nodeType });
      characters += cursor.endIndex - cursor.startIndex;
    }
    if (!isError && cursor.gotoFirstChild()) continue;
    while (!cursor.gotoNextSibling()) {
      if (cursor.gotoParent()) continue;
      if (places.length === 0) places.push({ position: 0, missing: null });
      return { places: places.sort((a, b) => a.position - b.position), characters };
    }
  }
}

function definitionsAt({ definitionsByDepth }: Parse, depth: number) {
  return definitionsByDepth.find(({ from }) => from === depth);
}

export const parse = textMetric({
  key: 'parse',
  schema: parseSchema,
  measure: measureParse,
  summarize: summarizeParse,
  places: {
    name: 'parse',
    find: ({ errors }, { text }) =>
      errors.map(({ position: start, missing }) => {
        const [near] = text.slice(start, start + 40).split(/[\r\n]/);
        const message = missing === null ? `does not parse \`${near}\`` : `expects \`${missing}\``;
        return { start, length: 1, message: `tree-sitter ${message}` };
      }),
    share: ({ documents }) => documents.estimate,
  },
  figures: [
    {
      id: 'definitions',
      title: 'Definitions that parse',
      unit: 'share',
      headline: 3,
      compared: 'Definitions of samples that parse',
      lmEval: { task: 'definitions', description: 'functions and classes that parse' },
      pick: ({ definitions }) => definitions,
      parts: (documents) => {
        const observations = documents
          .flatMap((document) => document.observations)
          .filter(({ kind }) => kind === 'definition');
        return partsOfObservations({ measure: 'definitions', observations, byDistance: false });
      },
    },
  ],
  section: {
    id: 'parse',
    metric: 6,
    title: 'Does it parse?',
    definition:
      'Text parses if its syntax tree has no ERROR and no MISSING node; the parser, tree-sitter, is more lenient than the language. A definition is a function or class, judged without those inside it, and not if a cut ends it. Few samples parse as a whole, because they end in mid-statement.',
    lead: [
      {
        id: 'documents',
        title: 'Whole documents that parse',
        pick: ({ definitions, documents }) => (definitions === null ? documents : null),
      },
    ],
    figures: [
      {
        kind: 'values',
        id: 'parse',
        title: 'What parses',
        caption: 'The parser recovers after an error, so one mistake does not fail everything after it.',
        axis: 'Share that parses',
        rows: [
          { label: 'Whole documents', of: ({ documents }) => documents },
          { label: 'Definitions', of: ({ definitions }) => definitions },
          { label: 'Definitions at the top level', of: (measured) => definitionsAt(measured, 0) },
          { label: 'Methods, and others one block deep', of: (measured) => definitionsAt(measured, 1) },
        ],
      },
      {
        kind: 'values',
        id: 'parse-errors',
        title: 'Where it does not parse',
        rows: [
          {
            label: 'Definitions cut off (not counted)',
            of: ({ definitionsCensored }) => definitionsCensored,
          },
          {
            label: 'Documents that the parser gave up (they count as not parsing)',
            of: ({ givenUp }) => givenUp?.documents ?? null,
          },
          {
            label: 'Characters inside errors',
            format: 'percent',
            of: ({ errorCharacterShare }) => errorCharacterShare,
          },
          {
            label: 'Characters before the first error, median',
            of: ({ longestCleanPrefix }) => longestCleanPrefix.medianCharacters,
          },
          {
            label: 'Characters before the first error, maximum',
            of: ({ longestCleanPrefix }) => longestCleanPrefix.maxCharacters,
          },
        ],
      },
    ],
  },
});
