import {
  bitsCell,
  decimals,
  estimateCell,
  type Figure,
  formatCount,
  formatPercent,
  tableFigure,
  textCell,
} from '@longrange/document/internal';
import type { Result } from '../result/schema.ts';

/** What other names cost in held-out code. Null where it kept its own. */
export function renamingFigure(renaming: Result['renaming']): Figure | null {
  if (renaming == null) return null;
  const { names, characters, untouched, predictors } = renaming;
  const share = formatPercent(characters.renamed / characters.all);
  const kept =
    untouched === 0
      ? ''
      : untouched === 1
        ? ' 1 document does not parse and kept its names.'
        : ` ${formatCount(untouched)} documents do not parse and kept their names.`;
  return tableFigure({
    id: 'renaming',
    title: 'What other names cost',
    caption: `Bits per character of held-out code as it was written, and with ${formatCount(names)} names (${share} of all characters) replaced by others as long, the same everywhere in a document. A model that has read the code before loses more than one that has not; unusual names cost the n-gram something, too.${kept}`,
    columns: ['Predictor', 'As written', 'Under other names', 'More'],
    rows: predictors.map(({ predictor, asWritten, renamed, difference }) => [
      textCell(predictor),
      bitsCell(asWritten),
      bitsCell(renamed),
      estimateCell(difference, decimals(3)),
    ]),
  });
}
