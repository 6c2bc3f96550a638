import type { Degeneration } from '@longrange/eval/internal';
import { format, type Notice } from '../document/internal.ts';
import { documentNoun, findSubject, type Named, type Subjects } from '../words/subjects.ts';

interface Measured {
  readonly degeneration: Degeneration;
}

/**
 * Metric 7 in one notice. It warns if a sample collapsed, or if loops take up more than a hundredth of the text and more than twice their
 * share of real code: then every other rate describes what is hardly text anymore.
 */
export function guardNotice(subjects: Subjects<Measured>, isCode: boolean): Notice {
  const primary = subjects[0]!;
  const real = findSubject(subjects, 'real');
  const { degeneration, documents } = primary.subject;
  const noun = documentNoun(primary);
  const title = 'Is it still text?';
  const beside =
    real === undefined || real === primary
      ? ''
      : ` (${real.name}: ${format.percent(real.subject.degeneration.loops.share)})`;
  const loops = `${format.percent(degeneration.loops.share)} of the text is in loops${beside}`;
  const { collapsedDocuments } = degeneration.firstCollapse;
  // Sound files have loops, too: a table, a row of zeros, a ruler. A sample rarely leaves its first one.
  const what = noun === 'sample' ? 'collapsed into a loop or a run' : 'contain a loop or a run';
  const of = `${format.countOf(documents, noun)} ${what}; ${loops}.`;
  const collapsed = format.count(collapsedDocuments);
  if (!isDegenerate(primary, real))
    return { title, warning: false, text: `${collapsedDocuments === 0 ? 'None' : collapsed} of ${of}` };
  const flatters = `Such text breaks little, so it may flatter the figures${noun === 'sample' ? ' on writing' : ''}.`;
  return { title, warning: true, text: `${collapsed} of ${of} ${isCode ? flatters : ''}`.trim() };
}

function isDegenerate(named: Named<Measured>, real: Named<Measured> | undefined): boolean {
  const { subject } = named;
  if (subject.id === 'real') return false;
  const isFile = documentNoun(named) === 'file';
  const { firstCollapse, loops } = subject.degeneration;
  const usual = real?.subject.degeneration.loops.share ?? 0;
  const hasCollapsed = !isFile && firstCollapse.collapsedDocuments > 0;
  return hasCollapsed || loops.share > Math.max(0.01, 2 * usual);
}
