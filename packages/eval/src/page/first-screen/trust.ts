import {
  formatPercent,
  joinWords,
  type Notice,
  type Proportion,
  withInterval,
} from '@longrange/document/internal';
import type { Subject } from '../../metrics/subject-schema.ts';

/** What held-out real code must score for the checker itself to be trusted. */
const expectations: readonly {
  name: string;
  share: number;
  /** Undefined where it was not measured. */
  pick: (real: Subject) => Proportion | undefined;
}[] = [
  { name: 'brackets', share: 0.999, pick: (real) => real.delimiters.overall },
  { name: 'single-line strings', share: 0.999, pick: (real) => real.strings?.singleLine },
  { name: 'indentation checks', share: 0.99, pick: (real) => real.indentation?.overall },
  { name: 'control-flow checks', share: 0.99, pick: (real) => real.controlFlow?.overall },
  { name: 'whole files that parse', share: 1, pick: (real) => real.parse.documents },
];

const title = 'Is the checker right?';

/** Whether the checker can be trusted: it is run on held-out real code, which ought to score about 1. */
export function trustNotice(real: Subject | undefined): Notice {
  if (real === undefined) {
    return { title, warning: false, text: 'No real code was measured, so nothing checks the checker.' };
  }
  const measured = expectations.flatMap(({ pick, ...rest }) => {
    const proportion = pick(real);
    return proportion === undefined || proportion.estimate === null ? [] : [{ ...rest, proportion }];
  });
  if (measured.length === 0)
    return {
      title,
      warning: true,
      text: 'The real code holds nothing to check, so nothing shows that the checker is right.',
    };
  const short = measured.filter(({ share, proportion }) => proportion.estimate! < share);
  if (short.length === 0) {
    const shares = measured.map(({ name, proportion }) => `${name} ${formatPercent(proportion.estimate)}`);
    return {
      title,
      warning: false,
      text: `Held-out real code passes the same checks: ${joinWords(shares)}.`,
    };
  }
  const scores = joinWords(short.map(({ name, proportion }) => `${name} ${withInterval(proportion)}`));
  const expected = joinWords(short.map(({ name, share }) => `${formatPercent(share)} of ${name}`));
  return {
    title,
    warning: true,
    text: `Held-out real code scores ${scores}; expected: ${expected}. Some of what is called broken below may be the checker’s own error.`,
  };
}
