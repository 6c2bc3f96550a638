import type { MetricKey, Result } from '@longrange/eval/internal';
import type { Figure, SectionDraft, SeriesStyle } from '../document/internal.ts';
import { cell, format, tableFigure } from '../document/internal.ts';
import { drawBits } from '../sections/bits.ts';
import { findSubject } from '../words/subjects.ts';
import { trainingSection } from './training.ts';
import { subjectsWith, type View } from './view.ts';

/** Tells how to reproduce the result. Comes last on the page. */
export function provenanceSection(view: View): SectionDraft {
  const { result, subjects } = view;
  return {
    id: 'provenance',
    title: 'Provenance',
    paragraphs: [
      result.model === null ? 'Only texts were measured, without a model.' : result.model.description,
      result.renaming ? 'Held-out code was measured under other names than its own.' : '',
      contaminationQuestion(result),
      (result.model?.leftOut ?? []).join(' '),
      missingParts(view),
    ],
    figures: [
      tableFigure({
        id: 'subjects',
        title: 'What was measured',
        columns: ['', 'Label', 'Documents', 'Characters', 'Cut', 'SHA-256'],
        rows: subjects.map(({ name, subject: { label, documents, characters, cut, sha256 } }) => [
          ...[name, label, documents, characters, cut ? 'yes' : 'no', cell.code(sha256)],
        ]),
      }),
      contaminationFigure(result),
      howFigure('', howRows(result)),
    ],
    definitions: {
      'One document unlike the others': 'The interval of such a share may be too narrow.',
    },
  };
}

/** Asks whether a model of unknown training, without a seed or a curve, has read the code before. Empty for others. */
function contaminationQuestion({ model, provenance, renaming, training }: Result): string {
  if (model === null || provenance.seeds.training !== undefined || training.length > 0) return '';
  const question =
    'What this model was trained on is not known. Has it read this very code before? Then some of what looks like memory of a text is memory of its training.';
  const ways = [
    ...(renaming ? [] : ['under other names (`--renamed`)']),
    'on code that is newer than the model (`--corpus pypi-since:DATE`)',
  ];
  const shown = renaming ? ' What other names cost it is shown with bits per character.' : '';
  return `${question}${shown} To find out, measure it ${format.list(ways)}.`;
}

/** Lists what a full result has and this one lacks, so that nobody looks for it. */
function missingParts({ result, subjects, scored }: View): string {
  const has = (id: SeriesStyle) => findSubject(subjects, id) !== undefined;
  const lacks = (key: MetricKey) => subjectsWith({ subjects }, key).length === 0;
  const isModel = result.model !== null;
  // Controls and the verdict of the language's own parser are requested separately, and hence not missing.
  const missing = [
    !has('real') && 'real code as a ceiling',
    isModel && !has('model') && 'samples of the model',
    !has('ngram') && 'samples of an n-gram as a floor',
    trainingSection(result) === null && 'a training curve',
    drawBits(scored) === null && 'bits per character',
    lacks('strings') && 'strings',
    lacks('indentation') && 'indentation',
    lacks('controlFlow') && 'control flow',
    lacks('names') && 'names',
    isModel && lacks('memorization') && 'memorization',
    isModel && result.probes == null && 'probes of the model',
  ].filter((what) => what !== false);
  return missing.length === 0 ? '' : `Not in this result: ${format.list(missing)}.`;
}

/** Label and value; rows without a value are left out. */
type HowRow = readonly [label: string, value: string | number | boolean | null | undefined];

export function howFigure(heading: string, rows: readonly HowRow[]): Figure {
  return tableFigure({
    id: 'how',
    title: 'How to reproduce it',
    columns: [heading, 'Value'],
    rows: rows
      .filter(([, value]) => value !== undefined && value !== null && value !== '')
      .map(([label, value]) => [label, cell.code(String(value))]),
  });
}

/** Returns a row for each field of an object: `Sampling: seed`. */
export function rowsOf(label: string, fields: Readonly<Record<string, HowRow[1]>>): HowRow[] {
  return Object.entries(fields).map(([name, value]) => [`${label}: ${name}`, value]);
}

function howRows(result: Result): HowRow[] {
  const { createdAt, formatVersion, language, model, provenance, versions, tests } = result;
  const counted = (value?: number) => (value === undefined ? null : format.count(value));
  return [
    ['Command', provenance.command],
    ['Created', createdAt],
    ['Language', language.name],
    ['Run', model?.run],
    ['Checkpoint', model?.checkpoint],
    ['Step', counted(model?.step)],
    ['Characters seen', counted(model?.charactersSeen)],
    ['Parameters', counted(model?.parameters)],
    ['Training ended by its time limit, minutes', model?.endedAfterMinutes],
    ['Model SHA-256', model?.sha256],
    ['Corpus SHA-256', provenance.corpusSha256],
    ['N-gram trained on', describeAmount(provenance.ngram)],
    ['Engine', withReason(provenance.engine, provenance.engineReason)],
    ['Threads', provenance.threads],
    ...rowsOf('Seed', provenance.seeds),
    ...rowsOf('Sampling', provenance.sampling ?? {}),
    ...rowsOf('Version', versions),
    ['Result format', formatVersion],
    ['Tests, corrected together (Holm 1979)', tests === 0 ? null : format.count(tests)],
  ];
}

function describeAmount(ngram: Result['provenance']['ngram']): string | null {
  if (ngram === undefined) return null;
  const { characters, of } = ngram;
  const part = characters < of ? ` of ${format.count(of)}` : '';
  return `${format.count(characters)}${part} characters of the training text`;
}

function withReason(value: string | null, reason: string | null): string | null {
  if (value === null) return null;
  return reason === null || reason === '' ? value : `${value} (${reason})`;
}

/** Shows the overlap of held-out text with the training text. Null if it was not measured. */
function contaminationFigure(result: Result): Figure | null {
  const { contamination } = result;
  const splits = (contamination ?? []).filter(({ characters }) => characters > 0);
  if (splits.length === 0) return null;
  const minima = [...new Set(splits.flatMap(({ copies }) => copies.map(({ minimum }) => minimum)))];
  return tableFigure({
    id: 'contamination',
    title: 'Held-out text found in the training text',
    caption:
      'Share of characters in stretches that a training document contains word for word. Copies can be predicted without remembering what came before. Some are idioms of the language.',
    columns: ['Split', 'Characters', ...minima.map((minimum) => `In copies of ${minimum} or more`)],
    rows: splits.map(({ split, characters, copies }) => [
      split,
      characters,
      ...minima.map((minimum) => {
        const copied = copies.find((copy) => copy.minimum === minimum)?.characters ?? null;
        return cell.number(copied === null ? null : copied / characters, format.percent);
      }),
    ]),
  });
}

/** Shows the cost of renaming held-out code. Null if it kept its names. */
export function renamingFigure(renaming: Result['renaming']): Figure | null {
  if (renaming == null) return null;
  const { names, characters, untouched, predictors } = renaming;
  const share = format.percent(characters.renamed / characters.all);
  const kept =
    untouched === 1
      ? ' 1 document does not parse and kept its names.'
      : ` ${format.count(untouched)} documents do not parse and kept their names.`;
  return tableFigure({
    id: 'renaming',
    title: 'What other names cost',
    caption: `Bits per character of held-out code as it was written, and with ${format.count(names)} names (${share} of all characters) replaced by others as long, the same everywhere in a document. A model that has read the code before loses more than one that has not; unusual names cost the n-gram something, too.${untouched === 0 ? '' : kept}`,
    columns: ['Predictor', 'As written', 'Under other names', 'More'],
    rows: predictors.map(({ predictor, asWritten, renamed, difference }) => [
      predictor,
      cell.bits(asWritten),
      cell.bits(renamed),
      cell.estimate(difference, format.decimals(3)),
    ]),
  });
}
