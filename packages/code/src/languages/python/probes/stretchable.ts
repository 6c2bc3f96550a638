import type { Candidate, Family } from '../../../language/candidate.ts';
import type { Language } from '../../../language/language.ts';
import type { Source } from '../../../language/source.ts';
import { collectFragments, type Fragments } from './fragments.ts';
import { clauseCandidates } from './stretched-clauses.ts';
import { closerCandidates } from './stretched-closers.ts';
import { dedentCandidates } from './stretched-dedents.ts';
import { identifierCandidates } from './stretched-identifiers.ts';
import { quoteCandidates } from './stretched-quotes.ts';

type CandidatesOf = (source: Source, fragments: Fragments) => Candidate[];

/** Brackets, quotes of docstrings, clauses, their indentation and names. */
export function stretchable(sources: readonly Source[], language: Pick<Language, 'analyse'>): Family[] {
  const fragments = collectFragments(sources, language);
  const family = (nearest: number, candidatesOf: CandidatesOf): Family => ({
    nearest,
    candidates: sources.flatMap((source) => candidatesOf(source, fragments)),
  });
  return [
    family(64, closerCandidates),
    family(128, quoteCandidates),
    family(128, clauseCandidates),
    family(128, dedentCandidates),
    family(64, identifierCandidates),
  ];
}
