import { documentNoun, findSubject, primarySubject } from '../../document/names/subjects.ts';
import type { Report, Result, Subject } from '../../document/types.ts';
import { countOf, formatCount, formatPercent } from '../../text/format.ts';

/**
 * Metric 7 as one notice. It warns where a document collapsed, or where loops take up more than a hundredth of
 * the text and twice what they do in real code: then every other rate is about text that is not code any more.
 */
export function guardNotice(result: Result): Report['guard'] {
  const primary = primarySubject(result);
  const real = findSubject(result, 'real')?.subject;
  const { degeneration, documents } = primary.subject;
  const collapsed = degeneration.firstCollapse.collapsedDocuments;
  const noun = documentNoun(primary);
  const title = 'Is it still code?';
  const loops = `${formatPercent(degeneration.loops.share)} of the text is in loops${besideReal(primary.subject, real)}`;
  const of = countOf(documents, noun);
  if (!isDegenerate(primary.subject, real))
    return { title, warning: false, text: `None of ${of} collapsed into a loop or a run; ${loops}.` };
  return {
    title,
    warning: true,
    text: `${formatCount(collapsed)} of ${of} collapsed into a loop or a run; ${loops}. Such text breaks little, so it may flatter the figures${noun === 'sample' ? ' on writing' : ''}.`,
  };
}

export function isDegenerate(subject: Subject, real: Subject | undefined): boolean {
  if (subject.id === 'real') return false;
  const { firstCollapse, loops } = subject.degeneration;
  const usual = real?.degeneration.loops.share ?? 0;
  return firstCollapse.collapsedDocuments > 0 || loops.share > Math.max(0.01, 2 * usual);
}

function besideReal(subject: Subject, real: Subject | undefined): string {
  if (real === undefined || real === subject) return '';
  return ` (real code: ${formatPercent(real.degeneration.loops.share)})`;
}
