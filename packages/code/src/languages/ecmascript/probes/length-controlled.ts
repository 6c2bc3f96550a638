import { closerCandidates } from '../../../dependencies/brackets.ts';
import { clauseCandidates } from '../../../dependencies/clauses.ts';
import { collectFragments, distinct, type FragmentPool, fragment } from '../../../dependencies/fragments.ts';
import { identifierCandidates } from '../../../dependencies/identifiers.ts';
import { quoteCandidate } from '../../../dependencies/quote-pairs.ts';
import type { Candidate, Family } from '../../../language/choice.ts';
import { lineIndexAt, type Source } from '../../../language/source.ts';
import { rules } from './rules.ts';

/** Dependencies to which further code can be added: brackets, quotes, clauses and names. */
export function lengthControlled(sources: readonly Source[]): Family[] {
  const fragments = collectFragments(sources, rules);
  const phrases = collectPhrases(sources);
  const family = (nearest: number, candidatesOf: (source: Source) => Candidate[]): Family => ({
    nearest,
    candidates: sources.flatMap(candidatesOf),
  });
  return [
    family(64, (source) => closerCandidates(source, fragments, rules)),
    family(128, (source) => quoteCandidates(source, phrases)),
    family(128, (source) => clauseCandidates(source, fragments, rules)),
    family(64, (source) => identifierCandidates(source, fragments, rules)),
  ];
}

/** Content of a string of several words, with neither quotes nor escapes. */
const PHRASE = /^(?=.*\S \S)[^"'`\\\n$]{12,76}$/;

function collectPhrases(sources: readonly Source[]): FragmentPool {
  const texts = sources.flatMap(({ text, lexical }) =>
    lexical.strings.map(({ contentStart, contentEnd }) => text.slice(contentStart, contentEnd).trim()),
  );
  return {
    plain: distinct(texts.filter((text) => PHRASE.test(text))).map((text) => fragment([text])),
    attractors: [],
  };
}

/** Strings in the first line of a statement that could have either kind of quotes. Texts of others are inserted at their beginning. */
function quoteCandidates(source: Source, pool: FragmentPool): Candidate[] {
  const { text, lexical, outline } = source;
  const { lines } = outline;
  return lexical.strings.flatMap((string): Candidate[] => {
    const { quoteStart, contentStart: at, contentEnd, end } = string;
    const index = lineIndexAt(lines, quoteStart);
    const isPlain = string.terminated && text[quoteStart] !== '`' && PHRASE.test(text.slice(at, contentEnd));
    if (!isPlain || index < 0 || !rules.mayFollowStatement(lines, index) || end > lines[index]!.line.end)
      return [];
    return [quoteCandidate(source, string, pool, { at, prefix: '', suffix: ' ' }, '// ')];
  });
}
