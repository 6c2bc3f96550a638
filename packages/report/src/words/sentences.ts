import { format, type Proportion } from '../document/index.ts';
import { findSubject, inSentence, type Named, type Subjects } from './subjects.ts';
import { type Tests, testOf } from './tested.ts';

/** A share in words. */
export interface ShareWords<Figures> {
  readonly pick: (subject: Named<Figures>['subject']) => Proportion;
  /** Name of the things counted: `brackets`. */
  readonly noun: string;
  /** Combines `this model` and `91.2 %`: `this model closes 91.2 % of its brackets`. */
  readonly say: (name: string, share: string) => string;
  /** Name of the figure in the tests, if it was tested. */
  readonly measure?: string;
}

/**
 * `This model closes 91.2 % of its brackets (90.1–92.2 %, n 4,812), less than real code at 100 % (…); no detectable difference from the
 * n-gram at 90.8 % (…).` Nothing is concluded from fewer than 30 cases.
 */
export function shareSentence<Figures>(
  [primary, ...others]: Subjects<Figures>,
  { pick, noun, say, measure }: ShareWords<Figures>,
  tests: Tests = [],
): string {
  if (primary === undefined) return '';
  const own = pick(primary.subject);
  const name = inSentence(primary);
  const beside = others.flatMap((named) => {
    const proportion = pick(named.subject);
    return proportion.estimate === null ? [] : [{ named, figure: format.share(proportion) }];
  });
  if (own.estimate === null)
    return comparisonSentence(`${format.capitalize(name)} has no ${noun} to judge`, primary, beside);
  const claim = `${format.capitalize(say(name, format.percent(own.estimate, own)))} ${format.intervalAndSize(own)}`;
  if (format.isThin(own)) return comparisonSentence(`${claim}: too few to judge`, primary, beside);
  const tested = measure === undefined ? undefined : { tests, measure, more: 'more', less: 'less' };
  return comparisonSentence(claim, primary, beside, tested);
}

/** A subject beside the one under test, with its figure in words. */
export interface Beside {
  readonly named: Named;
  readonly figure: string;
}

/**
 * Continues a claim, given without its full stop, with how the figures of others compare to it: what the tests decide, what they leave
 * undecided, and what is undecided only after correction for multiple testing. A figure that was not tested is only stated.
 */
export function comparisonSentence(
  claim: string,
  primary: Named,
  others: readonly Beside[],
  tested?: { readonly tests: Tests; readonly measure: string; readonly more: string; readonly less: string },
): string {
  const ordered = others.map((other) => {
    const test = tested && testOf(tested.tests, tested.measure, primary.subject.id, other.named.subject.id);
    const isCorrectedAway = test?.order === 'undecided' && test.pValue < 0.05;
    return { ...other, order: isCorrectedAway ? 'corrected' : (test?.order ?? null) };
  });
  const list = (order: (typeof ordered)[number]['order']) => ordered.filter((other) => other.order === order);
  const names = (some: readonly Beside[]) =>
    format.list(some.map(({ named, figure }) => `${inSentence(named)} at ${figure}`));
  const [above, below, undecided] = [list('above'), list('below'), list('undecided')];
  const corrected = names(list('corrected'));
  const decided = [
    ...(above.length > 0 ? [`${tested!.more} than ${names(above)}`] : []),
    ...(below.length > 0 ? [`${tested!.less} than ${names(below)}`] : []),
  ];
  const parts = [
    [claim, ...(decided.length > 0 ? [decided.join(' but ')] : [])].join(', '),
    ...(undecided.length > 0 ? [`no detectable difference from ${names(undecided)}`] : []),
    ...(corrected === ''
      ? []
      : [`a difference from ${corrected} that does not stand the correction for all tests of this page`]),
  ];
  const plain = list(null).map(({ named, figure }) => `${format.capitalize(inSentence(named))}: ${figure}.`);
  return [`${parts.join('; ')}.`, ...plain].join(' ');
}

/** Joins the sentences that are not empty. */
export function sentences(...all: readonly string[]): string {
  return all.filter(Boolean).join(' ');
}

/** States which of the usual subjects a result lacks; empty if it has all. */
export function missingSubjects(subjects: Subjects): string {
  const missing = [
    ...(findSubject(subjects, 'real') ? [] : ['no real code as a ceiling']),
    ...(findSubject(subjects, 'ngram') ? [] : ['no n-gram as a floor']),
  ];
  return missing.length === 0 ? '' : `This result has ${format.list(missing)}.`;
}
