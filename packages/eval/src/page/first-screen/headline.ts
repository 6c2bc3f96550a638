import { capitalize, formatPercent, isThin, joinWords, withInterval } from '@longrange/document/internal';
import type { Subject } from '../../metrics/subject-schema.ts';
import type { NamedRanges } from '../../probes/named-probes.ts';
import type { Range } from '../../statistics/range-schema.ts';
import { shortRange, spanWords } from '../../words/range-words.ts';
import { inSentence, type Named } from '../../words/subjects.ts';
import type { View } from '../view.ts';

/** The answer to “how far back?” in one sentence, and in another what it means and what it is compared with. */
export function headlineOf({ ranges: [own, ...others], primary }: View): {
  headline: string;
  standfirst: string;
} {
  if (own?.reading == null) return { headline: capitalize(bracketsClosed(primary)), standfirst: '' };
  const who = inSentence(primary);
  return {
    headline: capitalize(claim(who, own.reading, own.writing)),
    standfirst: [meaning, ...(others.length === 0 ? [] : [besides(others)])].join(' '),
  };
}

const meaning =
  'A bracket counts as remembered up to the distance at which changing its type changes what closes it half as often as nearby.';

/** `this model remembers an open bracket for 25 characters (95 % interval 22–31) when it reads and for 14 (11–17) when it writes at temperature 0.8`. */
function claim(who: string, reading: Range, writing: NamedRanges['writing']): string {
  const reads = reading.range !== null;
  const long = (range: Range) => `${who} remembers an open bracket for ${spanWords(range, 'first')}`;
  if (writing === null)
    return reads
      ? `${long(reading)} when it reads`
      : `${notTold(reading, `${who} remembers an open bracket`)} when it reads`;
  const atTemperature = `when it writes at temperature ${writing.temperature}`;
  if (reads && writing.range !== null)
    return `${long(reading)} when it reads and for ${spanWords(writing, 'second')} ${atTemperature}`;
  if (reads) return `${long(reading)} when it reads; ${notTold(writing, 'it does')} ${atTemperature}`;
  if (writing.range !== null)
    return `${long(writing)} ${atTemperature}; ${notTold(reading, 'it does')} when it reads`;
  const neither = notTold(reading, `${who} remembers an open bracket`);
  if (reading.notMeasurable !== writing.notMeasurable)
    return `${neither} when it reads; ${notTold(writing, 'it does')} ${atTemperature}`;
  return reading.notMeasurable === 'few'
    ? `${neither} when it reads or writes`
    : `${neither} when it reads and ${formatPercent(writing.near!.share)} ${atTemperature}`;
}

/** `there are too few brackets to tell for how long it does`. */
function notTold({ notMeasurable, near }: Range, what: string): string {
  return notMeasurable === 'few'
    ? `there are too few brackets to tell for how long ${what}`
    : `for how long ${what} cannot be told, since only ${formatPercent(near!.share)} of the nearest pairs are right`;
}

/** Of a text, which remembers nothing, or a model of which only samples were measured. */
function bracketsClosed(primary: Named<Subject>): string {
  const { overall } = primary.subject.delimiters;
  const who = inSentence(primary);
  return overall.estimate === null || isThin(overall)
    ? `${who} has too few brackets to say how many it closes`
    : `${who} closes ${withInterval(overall)} of its brackets`;
}

/** `For comparison: 20-gram, 12 (10–14) reading and 9 (7–10) writing.` */
function besides(others: readonly NamedRanges[]): string {
  const words = ({ name, reading, writing }: NamedRanges) => {
    const ranges = [
      `${shortRange(reading)} reading`,
      ...(writing === null ? [] : [`${shortRange(writing)} writing`]),
    ];
    return `${name}, ${joinWords(ranges)}`;
  };
  return `For comparison: ${others.map(words).join('; ')}.`;
}
