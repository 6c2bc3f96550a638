import type { Range, Subject } from '@longrange/eval/internal';
import {
  type FirstSample,
  format,
  type Notice,
  type Proportion,
  type Score,
} from '../../document/internal.ts';
import { bracketsRead, type NamedRanges, type TwoRanges } from '../../sections/named-probes.ts';
import { samplesOf, shortRange, spanWords } from '../../words/range-words.ts';
import { inSentence, type Named } from '../../words/subjects.ts';
import { testOf } from '../../words/tested.ts';
import { parsesAsLanguage, type View } from '../view.ts';

/** Answers “how far back?” in one sentence; further ones explain its two numbers, give those of writing, and compare with others. */
export function headlineOf({ ranges: [first, ...others], primary, probed }: View): {
  headline: string;
  standfirst: string;
} {
  if (first?.scoring == null) {
    const closed = bracketsClosed(primary);
    // Projects are spelled as they are.
    const headline = primary.subject.project === undefined ? format.capitalize(closed) : closed;
    return { headline, standfirst: '' };
  }
  const { scoring, byLine, generation } = first;
  return {
    headline: `When ${inSentence(primary)} reads, ${claim('an open bracket', scoring)}`,
    standfirst: [
      ...(scoring.shows === null
        ? []
        : [
            'It shows as long as exchanging ( for [ changes the odds of ) against ] 2.7-fold or more (1 nat).',
          ]),
      'It decides as long as the closer expected changes, too. Each number is the distance at which half as many pairs pass as right beside the bracket.',
      ...(scoring.halfLife?.range == null
        ? []
        : [
            `Half of its evidence, the change of the log-odds, is left after ${spanWords(scoring.halfLife, 'second')}, its half-life, however strong it is nearby.`,
          ]),
      ...([scoring.shows, scoring.decides].some(beginsItsInterval)
        ? ['Where an interval begins at its number, the curve falls there in one step.']
        : []),
      `This rests on ${samplesOf(scoring.decides)}.`,
      ...(byLine.length === 0 ? [] : [linesSentence(byLine)]),
      ...(generation === null
        ? []
        : [`When it writes at temperature ${generation.temperature}, ${claim('the bracket', generation)}.`]),
      ...(others.length === 0 ? [] : [besides(others)]),
      ...probed.withUntrained.flatMap((one) => {
        const near = one.probes.untrained && bracketsRead(one)?.range.near;
        if (near == null) return [];
        return [
          `Before its training the network gets ${format.percent(near.share)} of the nearest pairs right.`,
        ];
      }),
    ].join(' '),
  };
}

/** `Opener and closer on one line: 96 (66–125) and 55 (42–60); over several lines: 27 (20–30) and 25 (20–28).` */
function linesSentence(byLine: NamedRanges['byLine']): string {
  const words = byLine.map(({ lines, shows, decides }) => {
    const ranges = [shows, decides].flatMap((range) => range ?? []);
    return `${lines}, ${format.list(ranges.map(shortRange))} (${samplesOf(decides)})`;
  });
  return `With opener and closer ${words.join('; ')}.`;
}

/** `an open bracket still shows in the prediction for 57 characters (95 % interval 50–63) and still decides the closer for 25 (22–31)`. */
function claim(bracket: string, { shows, decides }: TwoRanges): string {
  const decide = 'still decides the closer';
  if (shows === null)
    return decides.range === null
      ? notMeasured(decides, `${bracket} ${decide}`)
      : `${bracket} ${decide} for ${spanWords(decides, 'first')}`;
  const show = `${bracket} still shows in the prediction`;
  if (shows.range !== null && decides.range !== null)
    return `${show} for ${spanWords(shows, 'first')} and ${decide} for ${spanWords(decides, 'second')}`;
  if (shows.range !== null)
    return `${show} for ${spanWords(shows, 'first')}; ${notMeasured(decides, `it ${decide}`)}`;
  const first = notMeasured(shows, show);
  return decides.range === null ? first : `${first}; it ${decide} for ${spanWords(decides, 'first')}`;
}

/** `the range cannot be measured: an open bracket still shows in the prediction in only 31 % of the nearest pairs`. */
function notMeasured({ notMeasurable, near }: Range, what: string): string {
  return notMeasurable === 'few'
    ? `there are too few brackets to tell for how long ${what}`
    : `the range cannot be measured: ${what} in only ${format.percent(near!.share)} of the nearest pairs`;
}

/** Returns the headline for a text, which remembers nothing, or for a model of which only samples were measured. */
function bracketsClosed(primary: Named<Subject>): string {
  const { overall } = primary.subject.delimiters;
  const subject = inSentence(primary);
  return overall.estimate === null || format.isThin(overall)
    ? `${subject} has too few brackets to say how many it closes`
    : `${subject} closes ${format.share(overall)} of its brackets`;
}

/** `For comparison, reading: 20-gram, 12 (10–14) and 9 (7–10).` */
function besides(others: readonly NamedRanges[]): string {
  const words = ({ name, scoring }: NamedRanges) => {
    const ranges = [scoring?.shows, scoring?.decides].flatMap((range) => range ?? []);
    return `${name}, ${format.list(ranges.map(shortRange))}`;
  };
  return `For comparison, reading: ${others.map(words).join('; ')}.`;
}

function beginsItsInterval(measured: Range | null): boolean {
  return measured?.range?.side === 'at' && measured.low?.characters === measured.range.characters;
}

/** States what the n-gram is shown to do better; else empty. */
export function rivalSentence({ tests, subjects, scored, primary }: View): string {
  const rival = subjects.find(({ subject }) => subject.id === 'ngram');
  if (rival === undefined || primary.subject.id !== 'model') return '';
  const { model, entries } = scored;
  const other = entries.find(({ predictor, split }) => predictor === rival.name && split === model?.split);
  const [ours, theirs] = [model?.carried, other?.carried];
  const isAbove = model !== null && testOf(tests, 'bits', model.predictor, rival.name)?.order === 'above';
  const share = ({ subject }: Named<Subject>) => format.percent(subject.delimiters.overall.estimate);
  const better = [
    ...(isAbove && ours != null && theirs != null
      ? [`needs fewer bits per character (${format.bits(theirs.bits)}, the model ${format.bits(ours.bits)})`]
      : []),
    ...(testOf(tests, 'delimiters', 'model', 'ngram')?.order === 'below'
      ? [`closes more of its brackets (${share(rival)}, the model ${share(primary)})`]
      : []),
  ];
  return better.length === 0 ? '' : ` ${format.capitalize(inSentence(rival))} ${format.list(better)}.`;
}

/** Scores that held-out real code must reach if the checker itself is to be trusted. */
const expectations: readonly {
  name: string;
  share: number;
  /** Returns undefined if it was not measured. */
  pick: (real: Subject) => Proportion | undefined;
}[] = [
  { name: 'brackets', share: 0.999, pick: (real) => real.delimiters.overall },
  { name: 'single-line strings', share: 0.999, pick: (real) => real.strings?.singleLine },
  { name: 'indentation checks', share: 0.99, pick: (real) => real.indentation?.overall },
  { name: 'control-flow checks', share: 0.99, pick: (real) => real.controlFlow?.overall },
  { name: 'whole files that parse', share: 1, pick: (real) => real.parse.documents },
];

/** Checks the checker: held-out real code ought to score about 1. */
export function trustNotice({ real: held, subjects, result }: View): Notice {
  const foreign = subjects.find(
    ({ subject }) => subject.id === 'text' && !subject.cut && !parsesAsLanguage(subject),
  );
  const { name: language } = result.language;
  if (foreign !== undefined)
    return {
      title: `Is it ${language}?`,
      warning: true,
      text: `Of the files of ${foreign.subject.label}, ${format.share(foreign.subject.parse.documents)} parse as ${language}. If the text is in another language, these figures mean nothing.`,
    };
  const real = held?.subject;
  const notice = (warning: boolean, text: string) => ({ title: 'Is the checker right?', warning, text });
  if (real === undefined) return notice(false, 'No real code was measured for comparison.');
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

/** Length of the stretches that are compared with the training text, and share of copies above which bits and ranges flatter. */
const COPIED = { length: 32, share: 0.5 };

/** Warns if most of a text that models are measured on occurs in the training text; empty otherwise. */
export function copiesNotice({ subjects }: Pick<View, 'subjects'>): Notice[] {
  return subjects.flatMap((named) => {
    const { id, memorization } = named.subject;
    const novel = memorization?.novelByLength[COPIED.length - 1]?.proportion.estimate ?? null;
    if ((id !== 'real' && id !== 'text') || novel === null || 1 - novel <= COPIED.share) return [];
    const share = `${format.percent(1 - novel)} of the stretches of ${COPIED.length} characters in ${named.subject.label}`;
    const text = `${share} also occur in the training text. What is measured on it is recall: bits per character and ranges on other code are worse.`;
    return [{ title: 'Is it new text?', warning: true, text }];
  });
}

/** Explains missing intervals in one note; empty if every score has one. */
export function intervalsNotice(scores: readonly Score[], { subjects }: Pick<View, 'subjects'>): Notice[] {
  if (!scores.some(({ entries }) => entries.some(({ interval }) => interval === format.NO_INTERVAL)))
    return [];
  const few = subjects.filter(({ subject }) => subject.documents < 3);
  const counts = few.map(({ name, subject }) => `${name} ${format.count(subject.documents)}`);
  const which = counts.length === 0 ? '' : ` (here: ${format.list(counts)})`;
  const text = `${format.NO_INTERVAL} stands for an interval: none is given for fewer than three documents${which}.`;
  return [{ title: 'Are there intervals?', warning: false, text }];
}

/** Number of lines of a sample that a first screen has room for. */
const LINES = 13;

/** Returns the lines of the excerpt with the most broken dependencies, without marks on censored ones; null if there is no excerpt. */
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
