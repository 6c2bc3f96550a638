import { countOf, formatCount } from '../text/format.ts';
import { withInterval } from './compare.ts';
import { HELD_THRESHOLD, measureOpenReach, type Reach } from './reach.ts';
import { inSentence, primarySubject } from './subjects.ts';
import type { Result } from './types.ts';

const threshold = `${HELD_THRESHOLD * 100} %`;

/** The answer to “how far back?”, in one sentence that claims no more than the intervals do, and its grounds. */
export function headlineOf(result: Result): { headline: string; standfirst: string } {
  const primary = primarySubject(result);
  const name = inSentence(primary);
  const reach = measureOpenReach(primary.subject.delimiters.byDistance);
  if (reach === null) {
    return {
      headline: `Nothing here says how far back ${name} remembers`,
      standfirst:
        'There is not one bracket in the text, so no dependency could be followed over any distance.',
    };
  }
  return { headline: headlineFor(name, reach), standfirst: grounds(reach) };
}

function headlineFor(name: string, reach: Reach): string {
  const subject = name.charAt(0).toUpperCase() + name.slice(1);
  if (reach.shown !== null)
    return `${subject} keeps four brackets in five up to ${countOf(reach.shown, 'character')}`;
  if (reach.broken?.from === reach.from)
    return `${subject} loses its brackets at the shortest distances already`;
  return `Too few brackets to say how far back ${name} remembers`;
}

function grounds(reach: Reach): string {
  const sentences: string[] = [];
  if (reach.shown !== null) {
    const start = reach.from > 1 ? `from ${formatCount(reach.from)} to` : 'up to';
    sentences.push(
      `Of the brackets still open after so many characters, ${start} ${countOf(reach.shown, 'character')}, at least four in five close: the 95 % interval lies at or above ${threshold}.`,
    );
  } else {
    sentences.push(
      `There is no distance up to which the share of brackets that close is shown to stay at or above ${threshold}.`,
    );
  }
  if (reach.broken !== null) {
    sentences.push(
      `The nearest distance shown to lie below it is ${countOf(reach.broken.from, 'character')}, at ${withInterval(reach.broken)}.`,
    );
    const nearest = reach.shown ?? reach.from;
    if (nearest < reach.broken.from) sentences.push('In between, the sample is too small to decide.');
  } else if (reach.shown === reach.measured) {
    sentences.push('No longer one was found: this is as far as the text reaches, not where it breaks.');
  } else {
    sentences.push(
      'No distance beyond is shown to lie below it: the sample is too small to say where it breaks.',
    );
  }
  return sentences.join(' ');
}
