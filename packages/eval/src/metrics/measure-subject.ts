import type { SyntaxOracle, SyntaxParser, TextDocument } from '@longrange/code';
import { analyzeDocument, hashDocuments } from '@longrange/code';
import { isParser } from '@longrange/code/internal';
import { checkDocuments, isDocument, LongrangeError, parseOptions } from '@longrange/errors';
import { z } from 'zod';
import type { RunStage } from '../models/language-model.ts';
import { TextIndex } from '../models/ngram/text-index.ts';
import type { DocumentParts } from '../statistics/document-parts.ts';
import { nextTurn } from '../statistics/next-turn.ts';
import { chooseExcerpt } from './excerpt/excerpt.ts';
import { brokenBrackets, quoteBrackets } from './failures/failures.ts';
import type { SubjectContext } from './metric.ts';
import { type MetricKey, type TextFigureId, textMetrics } from './metrics.ts';
import { Packer } from './pack.ts';
import { Lines, type MetricPlace, marksOfFinding, WorstPlaces } from './places/places.ts';
import type { Subject, SubjectMetrics } from './subject-schema.ts';

/** Documents, before `checkDocuments` gives each a path. */
export const documentsSchema = z.array(
  z.custom<string | TextDocument>(isDocument, 'to be a string or `{ path, text }`'),
);

const subjectTextSchema = z
  .strictObject({
    id: z.custom<Subject['id']>((value) => typeof value === 'string', 'to be a string'),
    /** Name in the report. */
    label: z.string(),
    /** Name of the project that they are from, if it is known. */
    project: z.string().optional(),
    /** True if the documents were truncated, as samples are, rather than ended by their authors. */
    cut: z.boolean(),
    documents: documentsSchema.readonly().transform(checkDocuments),
  })
  .readonly();

const hasJudge = (value: unknown) => typeof (value as SyntaxOracle | null)?.judge === 'function';
const isFunction = (value: unknown) => typeof value === 'function';

const optionsSchema = z
  .strictObject({
    parser: z.custom<SyntaxParser>(isParser, 'to be a parser from createParser'),
    /** Second opinion on what parses, besides tree-sitter. */
    oracle: z.custom<SyntaxOracle>(hasJudge, 'to be a `SyntaxOracle`').optional(),
    /** Text that the subject may have copied from; without it metric 8 is null. */
    trainingText: z.custom<TextIndex>((value) => value instanceof TextIndex, 'to be a TextIndex').optional(),
    /** Receives the number of documents measured so far. */
    onProgress: z
      .custom<(progress: { documents: number; of: number }) => void>(isFunction, 'to be a function')
      .optional(),
    /** Receives every place where a metric finds something wrong; a result lists only the worst. */
    onPlace: z.custom<(place: MetricPlace) => void>(isFunction, 'to be a function').optional(),
  })
  .readonly();

/** A subject to be measured. */
export type SubjectText = z.input<typeof subjectTextSchema>;
/** Options of `measureSubject`. */
export type MeasureOptions = z.output<typeof optionsSchema>;

/** A subject, with its figures document by document. */
export interface MeasuredTexts {
  readonly subject: Subject;
  readonly figures: readonly DocumentParts<TextFigureId>[];
}

/**
 * Applies all text metrics to a body of text, sound or broken.
 * @throws LongrangeError `MEASURE_OPTIONS`, `SUBJECT_EMPTY` if there are no documents or only empty ones.
 */
export async function measureSubject(subject: SubjectText, options: MeasureOptions): Promise<Subject> {
  return (await measureTexts(subject, options)).subject;
}

/**
 * Measures a subject like `measureSubject`, and also returns its figures document by document. Each document is read once.
 * @throws LongrangeError `SUBJECT_EMPTY`
 */
export async function measureTexts(subject: SubjectText, options: MeasureOptions): Promise<MeasuredTexts> {
  const { id, label, project, cut, documents } = parseOptions(subjectTextSchema, subject, {
    code: 'MEASURE_OPTIONS',
    subject: 'subject of a measurement',
  });
  const { parser, oracle, trainingText, onProgress, onPlace } = parseOptions(optionsSchema, options, {
    code: 'MEASURE_OPTIONS',
    subject: 'options of a measurement',
  });
  const characters = documents.reduce((sum, { text }) => sum + text.length, 0);
  if (characters === 0) throw emptySubject(label, documents.length);
  const context: SubjectContext = { cut, characters, language: parser.language, oracle, trainingText };
  const metrics = textMetrics.filter(({ applies }) => applies?.(context) ?? true);
  const packer = new Packer();
  const packed = metrics.map((): unknown[] => []);
  const worst = metrics.map(() => new WorstPlaces());
  const failures: ReturnType<typeof brokenBrackets>[] = documents.map(() => []);
  for (const [index, source] of documents.entries()) {
    const document = analyzeDocument(source, cut, parser);
    const lines = new Lines(source.text);
    for (const [place, metric] of metrics.entries()) {
      const measuring = metric.measure(document, context);
      const measured = measuring instanceof Promise ? await measuring : measuring;
      packed[place]!.push(packer.pack(measured));
      if (metric.places === undefined) continue;
      const findings = metric.places.find(measured, source, lines.lineOf);
      const places = findings.map((finding) => lines.placeOf(source.path, finding));
      worst[place]!.add(places);
      for (const one of places) onPlace?.({ metric: metric.places.name, ...one });
      for (const broken of brokenBrackets(source, findings)) failures[index]!.push(broken);
    }
    document.dispose();
    onProgress?.({ documents: index + 1, of: documents.length });
    if (index % 16 === 15) await nextTurn();
  }
  // Unpacked on each access and not kept.
  const measuredIn = (index: number, place: number) => packer.unpack(packed[place]![index]);
  const excerpt = chooseExcerpt(
    documents,
    failures.map((own) => own.map(({ opener }) => opener)),
    (index) =>
      metrics.flatMap(({ marks, places }, place) => {
        const [measured, document] = [measuredIn(index, place), documents[index]!];
        const { lineOf } = new Lines(document.text);
        const findings = places?.find(measured, document, lineOf) ?? [];
        return [...findings.flatMap(marksOfFinding), ...(marks?.(measured, document) ?? [])];
      }),
  );
  const summaries = Object.fromEntries(textMetrics.map(({ key }): [MetricKey, unknown] => [key, null]));
  const figures: DocumentParts<TextFigureId>[] = [];
  // One metric at a time, whose observations are then dropped: all of them together take many times the memory of the text.
  for (const [place, metric] of metrics.entries()) {
    const measured = packed[place]!.map((one) => packer.unpack(one));
    packed[place] = [];
    summaries[metric.key] = metric.summarize(measured, context);
    for (const figure of metric.figures) figures.push(...figure.parts(measured, context));
  }
  return {
    subject: {
      id,
      label,
      documents: documents.length,
      characters,
      cut,
      sha256: hashDocuments(documents),
      ...(project !== undefined && { project }),
      ...(summaries as SubjectMetrics),
      places: metrics.flatMap(({ places }, place) => {
        const { count } = worst[place]!;
        return places && count > 0 ? [{ metric: places.name, count, worst: worst[place]!.worst() }] : [];
      }),
      bracketFailures: quoteBrackets(failures.flat()),
      excerpt,
    },
    figures,
  };
}

/** A subject, and its figures document by document under its id, for tests against other subjects. */
export interface MeasuredSubject {
  readonly subject: Subject;
  readonly side: { readonly id: string; readonly figures: MeasuredTexts['figures'] };
}

/** Measures all text metrics on one body of text, as a stage; given the training text, also what was copied from it. */
export function measureStage(
  {
    parser,
    oracle,
    onPlace,
    stage,
  }: Pick<MeasureOptions, 'parser' | 'oracle' | 'onPlace'> & { readonly stage: RunStage },
  text: SubjectText,
  trainingText?: TextIndex,
): Promise<MeasuredSubject> {
  return stage(
    `measuring ${text.label}`,
    async (onShare) => {
      const onProgress: MeasureOptions['onProgress'] = ({ documents, of }) => onShare(documents / of);
      const { subject, figures } = await measureTexts(text, {
        parser,
        oracle,
        trainingText,
        onProgress,
        onPlace,
      });
      return { subject, side: { id: text.id, figures } };
    },
    ({ subject: { documents, characters } }) =>
      `${documents.toLocaleString('en')} document${documents === 1 ? '' : 's'}, ${characters.toLocaleString('en')} characters`,
  );
}

function emptySubject(label: string, documents: number): LongrangeError {
  return new LongrangeError({
    code: 'SUBJECT_EMPTY',
    message: `Expected at least one character to measure in ${JSON.stringify(label)}, got ${documents === 0 ? 'no documents' : 'empty documents only'}.`,
    hint: 'give documents that hold text.',
    exitCode: 2,
  });
}
