import type { RandomStream } from '../../../../statistics/random.ts';
import type { Choice } from '../../../dependencies/choice.ts';
import type { Source } from '../../../dependencies/source.ts';
import { chooseClauses } from './clauses.ts';
import { chooseIdentifiers } from './identifiers.ts';
import { chooseQuotes } from './quotes.ts';

/** Quotes, clauses with their indentation, and names. */
export function chooseNatural(source: Source, random: RandomStream): Choice[] {
  return [...chooseQuotes(source), ...chooseClauses(source, random), ...chooseIdentifiers(source, random)];
}
