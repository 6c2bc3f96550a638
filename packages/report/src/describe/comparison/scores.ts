import { type ContenderValue, lineLevels } from '@longrange/eval/internal';
import { format, type Score, type ScoreEntry } from '../../document/internal.ts';
import { placeWords } from '../../words/range-words.ts';
import { predictorStyle } from '../../words/subjects.ts';
import { entryOf, rangeEntry, type ScoreSide } from '../first-screen/scores.ts';
import type { ComparedMeasure, Comparison, Unit } from './measures.ts';
import { whyNot } from './numerals.ts';
import { formatFigure, formatSpread } from './units.ts';

/** Returns the figures of all models: ranges of reading and writing first. */
export function scoresOf(comparison: Comparison): Score[] {
  const whole = comparison.measures.filter(({ range }) => range === null);
  const scores = whole.map((measure) => scoreOf(comparison, measure));
  return [
    ...scores.filter(({ unit }) => unit === 'characters'),
    ...whole.flatMap((measure) => scoresByLine(comparison, measure)),
    ...writingScore(comparison),
    ...scores.filter(({ unit }) => unit !== 'characters'),
  ];
}

const scoreUnits: Readonly<Record<Unit, Score['unit']>> = {
  characters: 'characters',
  nats: 'rate',
  bits: 'bits',
  share: 'share',
  failures: 'rate',
};

function scoreOf({ contenders }: Comparison, measure: ComparedMeasure): Score {
  const { title, unit, values } = measure;
  return {
    title: unit === 'characters' ? `${title}, characters` : title,
    unit: scoreUnits[unit],
    entries: values.map((value, index) => entry(sideOf(contenders[index]!.label, index), value, measure)),
  };
}

/** Ranges of brackets on one line and over several, which are not tested. */
function scoresByLine({ contenders }: Comparison, measure: ComparedMeasure): Score[] {
  const { title, values } = measure;
  return Object.values(lineLevels).flatMap((lines) => {
    const entries = values.flatMap(({ byLine = [] }, index) => {
      const value = byLine.find((one) => one.lines === lines);
      return value === undefined ? [] : [entry(sideOf(contenders[index]!.label, index), value, measure)];
    });
    return entries.length === 0
      ? []
      : [{ title: `${title}, ${lines}, characters`, unit: 'characters', entries }];
  });
}

function sideOf(name: string, index: number): ScoreSide {
  return { subject: predictorStyle(index), name };
}

function entry(side: ScoreSide, value: ContenderValue, measure: ComparedMeasure): ScoreEntry {
  const { unit } = measure;
  const { estimate, n, documents } = value;
  const ofDocuments = unit === 'characters' ? `, ${format.countOf(documents, 'document')}` : '';
  const size = `${unit === 'bits' ? format.largeCount(n) : format.count(n)}${ofDocuments}`;
  if (estimate !== null) return entryOf(side, formatFigure(value, unit), formatSpread(value, unit), size);
  const missing = entryOf(side, null, null, size);
  return unit === 'characters' ? { ...missing, value: whyNot(measure, value) } : missing;
}

/** Ranges of writing, which are not tested; empty if none was measured. */
function writingScore({ contenders, provenance }: Comparison): Score[] {
  const entries = contenders.flatMap(({ label, runs }, index): ScoreEntry[] => {
    const [first, ...others] = runs.flatMap(({ ranges }) => ranges?.generation ?? []);
    if (first === undefined) return [];
    const one = rangeEntry(sideOf(label, index), first);
    const places = [first, ...others].map(({ range }) =>
      range === null ? 'not measurable' : placeWords(range),
    );
    return [others.length === 0 ? one : { ...one, value: `seeds ${places.join(', ')}`, interval: null }];
  });
  const title = `Writing at temperature ${provenance.sampling.temperature}: it still decides for, characters`;
  return entries.length === 0 ? [] : [{ title, unit: 'characters', entries }];
}
