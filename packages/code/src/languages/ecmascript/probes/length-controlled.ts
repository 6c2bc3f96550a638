import { closerCandidates } from '../../../dependencies/brackets.ts';
import { clauseCandidates } from '../../../dependencies/clauses.ts';
import {
  collectFragments,
  distinct,
  type FragmentPool,
  fill,
  fragment,
} from '../../../dependencies/fragments.ts';
import { identifierCandidates } from '../../../dependencies/identifiers.ts';
import {
  applyEdits,
  type Candidate,
  choiceAt,
  type Edit,
  type Family,
  mirrorImages,
} from '../../../language/choice.ts';
import { contextStart, depthOf, lineIndexAt, type Source } from '../../../language/source.ts';
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

/** Texts of several words in quotes, with neither quotes nor escapes. */
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

/**
 * Strings that could be in quotes of either kind. The texts of others are put at their beginning; in the control, as comments before the
 * statement. The mirror image has the other quotes around the same.
 */
function quoteCandidates(
  { path: document, text, lexical, outline }: Source,
  phrases: FragmentPool,
): Candidate[] {
  const { lines } = outline;
  return lexical.strings.flatMap((string): Candidate[] => {
    const { quoteStart: opener, contentStart, contentEnd, end } = string;
    const content = text.slice(contentStart, contentEnd);
    const index = lineIndexAt(lines, opener);
    const isPlain = string.terminated && text[opener] !== '`' && PHRASE.test(content);
    if (!isPlain || index < 0 || !rules.mayFollowStatement(lines, index) || end > lines[index]!.line.end)
      return [];
    const { line, indent, around } = lines[index]!;
    const readFrom = contextStart(lines, index);
    const lengthen: Candidate['lengthen'] = (goal, random) => {
      const filler = fill(phrases, goal, 0, random);
      if (filler === null) return null;
      const insert = (at: number, prefix: string, suffix: string): Edit => ({
        ...{ start: at, end: at },
        replacement: filler.map((one) => `${prefix}${one.lines[0]}${suffix}`).join(''),
      });
      const comments = insert(line.indentStart, `${indent}// `, '\n');
      return mirrorImages((isDouble, isBefore) => {
        const [quote, other] = isDouble ? ['"', "'"] : ["'", '"'];
        const opening = { start: opener, end: contentStart, replacement: quote! };
        const closing = { start: contentEnd, end, replacement: quote! };
        const inside = insert(contentStart, '', ' ');
        const edits = isBefore ? [comments, opening, closing] : [opening, inside, closing];
        const edited = applyEdits(text, edits, readFrom, end);
        const start = applyEdits(text, isBefore ? [comments] : [], readFrom, opener).length;
        const alternatives = [quote!, other!] as const;
        return choiceAt(
          { kind: 'quote', document, opener, depth: depthOf(around) },
          { text: edited, at: edited.length - 1, start, alternatives, attractors: 0, edits },
        );
      });
    };
    return [{ document, opener, distance: contentEnd - opener, group: '', lengthen }];
  });
}
