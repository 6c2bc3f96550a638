import type { Comparison } from '@longrange/eval/comparison';
import { joinWords, uncapitalize } from '../text/format.ts';

/** What is missing or cannot be taken at its word: which measures some contenders do not have, which figures are bounds, and what was not told of models. */
export function notesOf({ contenders, measures, leftOut = [] }: Comparison): string[] {
  const name = (index: number): string => contenders[index]!.label;
  const groups = new Map<string, string[]>();
  for (const { title, contenders: lacking } of leftOut) {
    const who = joinWords(lacking.map(name));
    groups.set(who, [...(groups.get(who) ?? []), uncapitalize(title)]);
  }
  const missing = [...groups].map(([who, titles]) => `Not measured of ${who}: ${titles.join('; ')}.`);
  const bounds = measures
    .filter(({ range }) => range === null)
    .flatMap(({ measure, title, unit, values }) => {
      const who = values.flatMap(({ isBound }, index) => (isBound === true ? [name(index)] : []));
      if (who.length === 0 || measure === 'bits-carried-per-document') return [];
      return [
        unit === 'bits'
          ? `${title}: that of ${joinWords(who)} is an upper bound, by the tokeniser’s own way to cut a text into tokens; all others are exact.`
          : `${title}: that of ${joinWords(who)} is a lower bound; what the likeliest tokens do not decide counts as forgotten.`,
      ];
    });
  const untold = contenders.flatMap(({ label, runs }) =>
    (runs[0]!.leftOut ?? []).map((sentence) => `${label}: ${sentence}`),
  );
  return [...missing, ...bounds, ...untold];
}
