import { LongrangeError } from '@longrange/errors';
import { analyseDocument } from '../code/document.ts';
import { hashDocuments } from '../code/hash-documents.ts';
import type { SyntaxParser } from '../code/parser/syntax-parser.ts';
import type { SyntaxOracle } from '../code/syntax-oracle.ts';
import type { TextDocument } from '../code/text-document.ts';
import type { TextIndex } from '../models/ngram/text-index.ts';
import {
  type DocumentParts,
  type Observed,
  partsOfFates,
  partsOfObservations,
} from '../statistics/document-parts.ts';
import { fatesOf } from '../statistics/fates-of.ts';
import { measureControlFlow, summarizeControlFlow } from './control-flow/control-flow.ts';
import { measureDegeneration } from './degeneration/degeneration.ts';
import { measureDelimiters, summarizeDelimiters } from './delimiters/delimiters.ts';
import { bracketFailures } from './delimiters/failures.ts';
import { chooseExcerpt, type MeasuredDocument } from './excerpt.ts';
import { measureIndentation, summarizeIndentation } from './indentation/indentation.ts';
import { measureMemorisation } from './memorisation/memorisation.ts';
import { type DocumentNames, measureNames, summarizeNames } from './names/names.ts';
import { consultOracle, type OracleVerdict, summarizeOracle } from './oracle/oracle.ts';
import { type DocumentParse, measureParse, summarizeParse } from './parse/parse.ts';
import { charactersInStrings, measureStrings, summarizeStrings } from './strings/strings.ts';
import type { Subject } from './subject-schema.ts';

/** The texts of a subject to be measured. */
export interface SubjectText {
  readonly id: Subject['id'];
  /** What the report calls it. */
  readonly label: string;
  /** Whether the documents end where they were cut, as samples do, rather than where their author ended them. */
  readonly cut: boolean;
  readonly documents: readonly TextDocument[];
}

/** What `measureSubject` measures with. */
export interface MeasureOptions {
  readonly parser: SyntaxParser;
  /** Asked beside tree-sitter what parses. */
  readonly oracle?: SyntaxOracle | undefined;
  /** What the subject may have copied from; without it metric 8 is null. */
  readonly trainingText?: TextIndex | undefined;
  /** Called once with what tests against another subject need, document by document. */
  readonly onFigures?: (figures: readonly DocumentParts[]) => void;
  /** Told how many documents have been measured. */
  readonly onProgress?: (progress: { readonly documents: number; readonly of: number }) => void;
}

/**
 * Applies all text metrics (1 to 7 and, given the training text, 8 of docs/metrics.md) to a body of text, sound or broken.
 * @throws LongrangeError `SUBJECT_EMPTY` where there is no document or only empty ones.
 */
export async function measureSubject(subject: SubjectText, options: MeasureOptions): Promise<Subject> {
  const { id, label, cut, documents } = subject;
  const { oracle, trainingText } = options;
  const characters = documents.reduce((sum, { text }) => sum + text.length, 0);
  if (characters === 0) throw emptySubject(label, documents.length);
  const measured: MeasuredDocument[] = [];
  const names: DocumentNames[] = [];
  const parses: DocumentParse[] = [];
  const verdicts: OracleVerdict[] = [];
  for (const [index, source] of documents.entries()) {
    const document = analyseDocument(source, cut, options.parser);
    measured.push({
      document,
      delimiters: measureDelimiters(document),
      indentation: measureIndentation(document),
      strings: measureStrings(document),
      controlFlow: measureControlFlow(document),
    });
    names.push(measureNames(document));
    const parse = measureParse(document);
    parses.push(parse);
    document.dispose();
    const verdict = oracle === undefined ? null : await consultOracle(oracle, source, parse);
    if (verdict !== null) verdicts.push(verdict);
    options.onProgress?.({ documents: index + 1, of: documents.length });
    if (index % 16 === 15) await new Promise((resolve) => setImmediate(resolve));
  }
  const figures = figuresOf(cut, measured, names, parses);
  const memorisation =
    trainingText === undefined
      ? null
      : await measureMemorisation(documents, trainingText, (figure) => figures.push(figure));
  options.onFigures?.(figures);
  const strays = measured.reduce((sum, { document }) => sum + document.lexical.strays.length, 0);
  return {
    id,
    label,
    documents: documents.length,
    characters,
    cut,
    sha256: hashDocuments(documents),
    degeneration: measureDegeneration(documents),
    delimiters: summarizeDelimiters(
      measured.flatMap(({ delimiters }) => delimiters),
      strays,
    ),
    indentation: summarizeIndentation(measured.flatMap(({ indentation }) => indentation)),
    strings: summarizeStrings(
      measured.flatMap(({ strings }) => strings),
      {
        cut,
        documents: documents.length,
        characters,
        charactersInStrings: measured.reduce((sum, { document }) => sum + charactersInStrings(document), 0),
      },
    ),
    controlFlow: summarizeControlFlow(
      measured.flatMap(({ controlFlow }) => controlFlow),
      options.parser.language.layout?.controlFlow ?? { clauses: [] },
    ),
    names: summarizeNames(names),
    parse: summarizeParse(parses),
    ...(oracle === undefined ? {} : { oracle: summarizeOracle(oracle, verdicts) }),
    memorisation,
    bracketFailures: bracketFailures(measured),
    excerpt: chooseExcerpt(measured),
  };
}

function figuresOf(
  cut: boolean,
  measured: readonly MeasuredDocument[],
  names: readonly DocumentNames[],
  parses: readonly DocumentParse[],
): DocumentParts[] {
  const all = <T>(of: (document: MeasuredDocument) => readonly T[]): T[] => measured.flatMap(of);
  const shares: Observed[] = [
    { measure: 'delimiters', observations: all(({ delimiters }) => delimiters), byDistance: false },
    { measure: 'indentation', observations: all(({ indentation }) => indentation), byDistance: true },
    {
      measure: 'dedents',
      observations: all(({ indentation }) => indentation.filter(({ kind }) => kind === 'dedent')),
      byDistance: false,
    },
    {
      // What is counted differs: in a sample nothing can break a string of several lines but its end.
      measure: cut ? 'strings/cut' : 'strings/whole',
      observations: all(({ strings }) =>
        strings.filter(
          ({ kind, isAccidental }) =>
            kind === 'singleLine' || (!cut && kind === 'multiLine' && !isAccidental),
        ),
      ),
      byDistance: false,
    },
    { measure: 'control flow', observations: all(({ controlFlow }) => controlFlow), byDistance: false },
    {
      measure: 'clauses',
      observations: all(({ controlFlow }) => controlFlow.filter(({ check }) => check === 'clause')),
      byDistance: true,
    },
    {
      measure: 'definitions',
      observations: parses.flatMap(({ observations }) =>
        observations.filter(({ kind }) => kind === 'definition'),
      ),
      byDistance: false,
    },
  ];
  const loads = { measure: 'undefined names', byDistance: false };
  return [
    ...shares.flatMap((share) => partsOfObservations(share)),
    ...partsOfFates('delimiters', fatesOf(all(({ delimiters }) => delimiters))),
    ...partsOfObservations(
      { ...loads, observations: names.flatMap(({ observations }) => observations) },
      ({ outcome }) => (outcome === 'broken' ? 1 : 0),
    ),
  ];
}

function emptySubject(label: string, documents: number): LongrangeError {
  return new LongrangeError({
    code: 'SUBJECT_EMPTY',
    message: `Expected at least one character to measure in ${JSON.stringify(label)}, got ${documents === 0 ? 'no documents' : 'empty documents only'}.`,
    hint: 'give documents that hold text.',
    exitCode: 2,
  });
}
