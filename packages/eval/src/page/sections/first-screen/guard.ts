import { countOf, formatCount, formatPercent, type Report } from '@longrange/document/internal';
import type { Subject } from '../../../metrics/subject-schema.ts';
import type { Result } from '../../../result/schema.ts';
import { isOfLanguage } from '../../names/language.ts';
import { documentNoun, findSubject, type NamedSubject, primarySubject } from '../../names/subjects.ts';

/**
 * Metric 7 as one notice. It warns where a document collapsed, or where loops take up more than a hundredth of
 * the text and twice what they do in real code: then every other rate is about what is hardly text any more.
 */
export function guardNotice(result: Result): Report['guard'] {
  const primary = primarySubject(result);
  const real = findSubject(result, 'real');
  const { degeneration, documents } = primary.subject;
  const collapsed = degeneration.firstCollapse.collapsedDocuments;
  const noun = documentNoun(primary);
  const title = 'Is it still text?';
  const loops = `${formatPercent(degeneration.loops.share)} of the text is in loops${besideReal(primary.subject, real)}`;
  const of = countOf(documents, noun);
  if (!isDegenerate(primary.subject, real?.subject))
    return { title, warning: false, text: `None of ${of} collapsed into a loop or a run; ${loops}.` };
  const flatters = `Such text breaks little, so it may flatter the figures${noun === 'sample' ? ' on writing' : ''}.`;
  return {
    title,
    warning: true,
    text: `${formatCount(collapsed)} of ${of} collapsed into a loop or a run; ${loops}. ${isOfLanguage(result) ? flatters : ''}`.trim(),
  };
}

export function isDegenerate(subject: Subject, real: Subject | undefined): boolean {
  if (subject.id === 'real') return false;
  const { firstCollapse, loops } = subject.degeneration;
  const usual = real?.degeneration.loops.share ?? 0;
  return firstCollapse.collapsedDocuments > 0 || loops.share > Math.max(0.01, 2 * usual);
}

function besideReal(subject: Subject, real: NamedSubject | undefined): string {
  if (real === undefined || real.subject === subject) return '';
  return ` (${real.name}: ${formatPercent(real.subject.degeneration.loops.share)})`;
}
