import { formatPercent, joinWords } from '../text/format.ts';
import { withInterval } from './compare.ts';
import { findSubject } from './subjects.ts';
import type { Report, Result, Subject } from './types.ts';

/** What held-out real code must score for the checker itself to be trusted. */
const expectations: readonly {
  name: string;
  share: number;
  pick: (real: Subject) => Subject['delimiters']['overall'];
}[] = [
  { name: 'brackets', share: 0.999, pick: (real) => real.delimiters.overall },
  { name: 'indentation checks', share: 0.99, pick: (real) => real.indentation.overall },
  { name: 'whole files that parse', share: 1, pick: (real) => real.parse.documents },
];

/** Whether the checker can be trusted: it is run on held-out real code, which ought to score about 1. */
export function trustNotice(result: Result): Report['trust'] {
  const real = findSubject(result, 'real')?.subject;
  if (real === undefined) {
    return {
      warning: true,
      text: 'No real code was measured beside it, so nothing here shows how well the checker itself does.',
    };
  }
  const measured = expectations.filter(({ pick }) => pick(real).estimate !== null);
  if (measured.length === 0)
    return {
      warning: true,
      text: 'The real code held nothing to check, so it cannot vouch for the checker.',
    };
  const scores = joinWords(measured.map(({ name, pick }) => `${name} ${withInterval(pick(real))}`));
  const short = measured.filter(({ share, pick }) => pick(real).estimate! < share);
  if (short.length === 0) {
    return {
      warning: false,
      text: `The same checks pass on held-out real code: ${scores}. The ruler is straight.`,
    };
  }
  const expected = joinWords(short.map(({ name, share }) => `${formatPercent(share)} of ${name}`));
  return {
    warning: true,
    text: `Held-out real code scores less than it should (expected: ${expected}): ${scores}. Some of what is called broken below may be the checker's own error.`,
  };
}
