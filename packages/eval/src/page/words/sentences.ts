import {
  capitalize,
  formatPercent,
  intervalAndSize,
  isThin,
  joinWords,
  type Proportion,
  withInterval,
} from '@longrange/document/internal';
import type { Subject } from '../../metrics/subject-schema.ts';
import type { Result } from '../../result/schema.ts';
import { inSentence, type NamedSubject } from '../names/subjects.ts';
import { type Order, testOf } from './tested.ts';

/** A figure of subjects as the result's tests know it. */
export interface Tested {
  result: Result;
  measure: string;
}

/** How a share is put into words. */
export interface ShareWords {
  /** What is counted: `brackets`. */
  noun: string;
  /** Of `this model` and `91.2 %`: `this model closes 91.2 % of its brackets`. */
  say: (name: string, share: string) => string;
}

/**
 * `This model closes 91.2 % of its brackets (90.1–92.2 %, n 4,812), less than real code at 100 % (…); no detectable difference from the n-gram at
 * 90.8 % (…).` Nothing is concluded from fewer than 30 cases.
 */
export function shareSentence<S extends NamedSubject>(
  subjects: readonly S[],
  pick: (subject: S['subject']) => Proportion,
  { noun, say }: ShareWords,
  tested?: Tested,
): string {
  const [primary, ...others] = subjects;
  if (primary === undefined) return '';
  const own = pick(primary.subject);
  const name = inSentence(primary);
  const beside = others.map((named) => ({ named, proportion: pick(named.subject) }));
  const counted = beside.filter(({ proportion }) => proportion.estimate !== null);
  const figures = counted.map(({ named, proportion }) => ({ named, figure: withInterval(proportion) }));
  if (own.estimate === null)
    return comparisonSentence(`${capitalize(name)} has no ${noun} to judge`, primary, figures);
  const claim = `${capitalize(say(name, formatPercent(own.estimate, own)))} ${intervalAndSize(own)}`;
  if (isThin(own)) return comparisonSentence(`${claim}: too few to judge`, primary, figures);
  return comparisonSentence(claim, primary, figures, tested && { ...tested, more: 'more', less: 'less' });
}

/** A subject beside the one under test, with its figure in words. */
export interface Beside {
  named: NamedSubject;
  figure: string;
}

/**
 * A claim without its full stop, and how the figures of others lie to it: what the result's tests decide, and what they leave undecided. What was
 * not tested appears beside it as a plain figure.
 */
export function comparisonSentence(
  claim: string,
  primary: NamedSubject,
  others: readonly Beside[],
  tested?: Tested & { more: string; less: string },
): string {
  const orderTo = ({ named }: Beside): Order | null =>
    tested === undefined
      ? null
      : (testOf(tested.result, tested.measure, primary.subject.id, named.subject.id)?.order ?? null);
  const list = (order: Order | null) => others.filter((other) => orderTo(other) === order);
  const names = (some: readonly Beside[]) =>
    joinWords(some.map(({ named, figure }) => `${inSentence(named)} at ${figure}`));
  const [above, below, undecided] = [list('above'), list('below'), list('undecided')];
  const decided = [
    ...(above.length > 0 ? [`${tested!.more} than ${names(above)}`] : []),
    ...(below.length > 0 ? [`${tested!.less} than ${names(below)}`] : []),
  ];
  const parts = [
    [claim, ...(decided.length > 0 ? [decided.join(' but ')] : [])].join(', '),
    ...(undecided.length > 0 ? [`no detectable difference from ${names(undecided)}`] : []),
  ];
  const plain = list(null).map(({ named, figure }) => `${capitalize(inSentence(named))}: ${figure}.`);
  return [`${parts.join('; ')}.`, ...plain].join(' ');
}

/** Those that say anything, one after the other. */
export function sentences(...all: readonly string[]): string {
  return all.filter(Boolean).join(' ');
}

/** Says which of the usual subjects a result lacks; empty where none. */
export function missingSubjects(subjects: readonly NamedSubject[]): string {
  const has = (id: Subject['id']) => subjects.some(({ subject }) => subject.id === id);
  const missing = [
    ...(has('real') ? [] : ['no real code as a ceiling']),
    ...(has('ngram') ? [] : ['no n-gram as a floor']),
  ];
  return missing.length === 0 ? '' : `This result has ${joinWords(missing)}.`;
}
