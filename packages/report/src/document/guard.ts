import { countOf, describeCharacter, formatCount, formatPercent } from '../text/format.ts';
import { documentNoun, findSubject, inSentence, primarySubject } from './subjects.ts';
import type { Report, Result, Subject } from './types.ts';

/**
 * Metric 7 as one notice. It warns where a document collapsed, or where loops take up more than a hundredth of
 * the text and twice what they do in real code: then every other rate is about text that is not code any more.
 */
export function guardNotice(result: Result): Report['guard'] {
  const primary = primarySubject(result);
  const real = findSubject(result, 'real')?.subject;
  const { degeneration, documents } = primary.subject;
  const collapsed = degeneration.firstCollapse.collapsedDocuments;
  const warning = isDegenerate(primary.subject, real);
  const noun = documentNoun(primary);
  const beside = real === undefined || real === primary.subject ? null : real;
  const facts = [
    collapsed === 0
      ? `none of ${countOf(documents, noun)} collapsed`
      : `${formatCount(collapsed)} of ${countOf(documents, noun)} collapsed into a loop or a run`,
    `${formatPercent(degeneration.whitespaceShare)} white space${besideReal(beside, ({ whitespaceShare }) => formatPercent(whitespaceShare))}`,
    `${formatPercent(degeneration.loops.share)} in loops${besideReal(beside, ({ loops }) => formatPercent(loops.share))}`,
    `longest run of one character ${formatCount(degeneration.longestRun.length)} (${describeCharacter(degeneration.longestRun.character)})`,
  ];
  const verdict = warning
    ? 'Read every rate below with care: text that loops or stands still is not code, and breaks little.'
    : `No sign of degeneration in ${inSentence(primary)}.`;
  return { warning, text: `${verdict} ${sentenceOf(facts)}` };
}

export function isDegenerate(subject: Subject, real: Subject | undefined): boolean {
  if (subject.id === 'real') return false;
  const { firstCollapse, loops } = subject.degeneration;
  const usual = real?.degeneration.loops.share ?? 0;
  return firstCollapse.collapsedDocuments > 0 || loops.share > Math.max(0.01, 2 * usual);
}

function besideReal(
  real: Subject | null,
  describe: (degeneration: Subject['degeneration']) => string,
): string {
  return real === null ? '' : ` (real code ${describe(real.degeneration)})`;
}

function sentenceOf(facts: readonly string[]): string {
  const joined = facts.join('; ');
  return `${joined.charAt(0).toUpperCase()}${joined.slice(1)}.`;
}
