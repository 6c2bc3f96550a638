import { stringTest } from '../../../text/lexical.ts';
import type { ImportedName, NameAnalysis, NameSource } from '../../../text/names.ts';

const DOCUMENTATION = /\/\*\*(?:[^*]|\*(?!\/))*/g;
/** Text in braces, which may contain others, or what `@see` names. */
const REFERENCES = /\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|@see\s+[\w$]+|@import\s[^'"]*/g;
const LINK = /^\{@link(?:code|plain)?\s+([\w$]+)/;
const NAMES = /(?<![\w$.@])[A-Za-z_$][\w$]*/g;

/** Names that the comments of a text refer to: in types (`@param {A}`), links (`{@link A.b}`) and after `@see`. */
function documentedNames({ text, lexical }: NameSource): Set<string> {
  const isInString = stringTest(lexical);
  const names = new Set<string>();
  for (const { 0: comment, index } of text.matchAll(DOCUMENTATION)) {
    if (isInString(index)) continue;
    for (const [reference] of comment.matchAll(REFERENCES)) {
      const link = LINK.exec(reference);
      if (link !== null) names.add(link[1]!);
      else for (const [name] of reference.matchAll(NAMES)) names.add(name);
    }
  }
  return names;
}

/** Excludes imports that only documentation mentions, which are of use, though not to the code. */
export function withDocumented(analysis: NameAnalysis, source: NameSource): NameAnalysis {
  const isUnread = ({ firstUse, isKnown }: ImportedName) => firstUse === null && isKnown;
  if (!analysis.imports.some(isUnread)) return analysis;
  const documented = documentedNames(source);
  const imports = analysis.imports.map((one) =>
    isUnread(one) && documented.has(one.name) ? { ...one, isKnown: false } : one,
  );
  return { ...analysis, imports };
}
