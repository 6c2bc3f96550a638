import { type FirstSample, format, type Notice, type Proportion } from '@longrange/document/internal';
import type { Subject } from '../../metrics/subject-schema.ts';
import type { NamedRanges } from '../../probes/named-probes.ts';
import type { Range } from '../../statistics/pair-table.ts';
import { shortRange, spanWords } from '../../words/range-words.ts';
import { inSentence, type Named } from '../../words/subjects.ts';
import type { View } from '../view.ts';

/** The answer to “how far back?” in one sentence, and in another what it means and what it is compared with. */
export function headlineOf({ ranges: [own, ...others], primary }: View): {
  headline: string;
  standfirst: string;
} {
  if (own?.scoring == null) return { headline: format.capitalize(bracketsClosed(primary)), standfirst: '' };
  const who = inSentence(primary);
  return {
    headline: format.capitalize(claim(who, own.scoring, own.generation)),
    standfirst: [meaning, ...(others.length === 0 ? [] : [besides(others)])].join(' '),
  };
}

const meaning =
  'A bracket counts as remembered up to the distance at which changing its type changes what closes it half as often as nearby.';

/** `this model remembers an open bracket for 25 characters (95 % interval 22–31) when it reads and for 14 (11–17) when it writes at temperature 0.8`. */
function claim(who: string, scoring: Range, generation: NamedRanges['generation']): string {
  const reads = scoring.range !== null;
  const long = (range: Range) => `${who} remembers an open bracket for ${spanWords(range, 'first')}`;
  if (generation === null)
    return reads
      ? `${long(scoring)} when it reads`
      : `${notTold(scoring, `${who} remembers an open bracket`)} when it reads`;
  const atTemperature = `when it writes at temperature ${generation.temperature}`;
  if (reads && generation.range !== null)
    return `${long(scoring)} when it reads and for ${spanWords(generation, 'second')} ${atTemperature}`;
  if (reads) return `${long(scoring)} when it reads; ${notTold(generation, 'it does')} ${atTemperature}`;
  if (generation.range !== null)
    return `${long(generation)} ${atTemperature}; ${notTold(scoring, 'it does')} when it reads`;
  const neither = notTold(scoring, `${who} remembers an open bracket`);
  if (scoring.notMeasurable !== generation.notMeasurable)
    return `${neither} when it reads; ${notTold(generation, 'it does')} ${atTemperature}`;
  return scoring.notMeasurable === 'few'
    ? `${neither} when it reads or writes`
    : `${neither} when it reads and ${format.percent(generation.near!.share)} ${atTemperature}`;
}

/** `there are too few brackets to tell for how long it does`. */
function notTold({ notMeasurable, near }: Range, what: string): string {
  return notMeasurable === 'few'
    ? `there are too few brackets to tell for how long ${what}`
    : `for how long ${what} cannot be told, since only ${format.percent(near!.share)} of the nearest pairs are right`;
}

/** Headline for a text, which remembers nothing, or a model of which only samples were measured. */
function bracketsClosed(primary: Named<Subject>): string {
  const { overall } = primary.subject.delimiters;
  const who = inSentence(primary);
  return overall.estimate === null || format.isThin(overall)
    ? `${who} has too few brackets to say how many it closes`
    : `${who} closes ${format.share(overall)} of its brackets`;
}

/** `For comparison: 20-gram, 12 (10–14) reading and 9 (7–10) writing.` */
function besides(others: readonly NamedRanges[]): string {
  const words = ({ name, scoring, generation }: NamedRanges) => {
    const ranges = [
      `${shortRange(scoring)} reading`,
      ...(generation === null ? [] : [`${shortRange(generation)} writing`]),
    ];
    return `${name}, ${format.list(ranges)}`;
  };
  return `For comparison: ${others.map(words).join('; ')}.`;
}

/** Scores that held-out real code must reach for the checker itself to be trusted. */
const expectations: readonly {
  name: string;
  share: number;
  /** Undefined where it was not measured. */
  pick: (real: Subject) => Proportion | undefined;
}[] = [
  { name: 'brackets', share: 0.999, pick: (real) => real.delimiters.overall },
  { name: 'single-line strings', share: 0.999, pick: (real) => real.strings?.singleLine },
  { name: 'indentation checks', share: 0.99, pick: (real) => real.indentation?.overall },
  { name: 'control-flow checks', share: 0.99, pick: (real) => real.controlFlow?.overall },
  { name: 'whole files that parse', share: 1, pick: (real) => real.parse.documents },
];

/** Checks the checker: held-out real code ought to score about 1. */
export function trustNotice(real: Subject | undefined): Notice {
  const notice = (warning: boolean, text: string) => ({ title: 'Is the checker right?', warning, text });
  if (real === undefined) return notice(false, 'No real code was measured, so nothing checks the checker.');
  const measured = expectations.flatMap(({ pick, ...rest }) => {
    const proportion = pick(real);
    return proportion === undefined || proportion.estimate === null ? [] : [{ ...rest, proportion }];
  });
  if (measured.length === 0)
    return notice(true, 'The real code holds nothing to check, so nothing shows that the checker is right.');
  const short = measured.filter(({ share, proportion }) => proportion.estimate! < share);
  if (short.length === 0) {
    const shares = measured.map(({ name, proportion }) => `${name} ${format.percent(proportion.estimate)}`);
    return notice(false, `Held-out real code passes the same checks: ${format.list(shares)}.`);
  }
  const scores = format.list(short.map(({ name, proportion }) => `${name} ${format.share(proportion)}`));
  const expected = format.list(short.map(({ name, share }) => `${format.percent(share)} of ${name}`));
  return notice(
    true,
    `Held-out real code scores ${scores}; expected: ${expected}. Some of what is called broken below may be the checker’s own error.`,
  );
}

/** Lines of a sample that a first screen has room for. */
const LINES = 13;

/** The lines of the excerpt under test with the most in them that is broken, and only that marked; null if there is none. */
export function firstSample({ name, subject }: View['primary']): FirstSample | null {
  if (subject.excerpt === null) return null;
  const { text, document, surprisals } = subject.excerpt;
  const marks = subject.excerpt.marks.filter(({ kind }) => kind !== 'censored');
  const starts = [0, ...[...text.matchAll(/\n(?=[\s\S])/g)].map(({ index }) => index + 1)];
  const broken = marks.filter(({ kind }) => kind !== 'matched').map(({ start }) => start);
  const last = Math.max(0, starts.length - LINES);
  let [first, most] = [0, 0];
  for (let line = 0; line <= last; line++) {
    const [from, to] = [starts[line]!, starts[line + LINES] ?? text.length];
    const count = broken.filter((at) => from <= at && at < to).length;
    if (count > most) [first, most] = [line, count];
  }
  const [from, to] = [starts[first]!, starts[first + LINES] ?? text.length];
  const moved = marks
    .filter(({ start, end }) => from <= start && end <= to)
    .map((mark) => ({
      ...mark,
      start: mark.start - from,
      end: mark.end - from,
      partner:
        mark.partner === null || mark.partner < from || mark.partner >= to ? null : mark.partner - from,
    }));
  const read = surprisals?.map(({ predictor, bits }) => ({ predictor, bits: bits.slice(from, to) }));
  const excerpt = {
    document,
    text: text.slice(from, to).replace(/\n$/, ''),
    marks: moved,
    ...(read === undefined ? {} : { surprisals: read }),
  };
  return { name, excerpt, line: first + 1, lines: starts.length };
}
