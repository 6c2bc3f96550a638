export { outermostFunction, wordsOutsideFunctions } from './dependencies/identifiers.ts';
export {
  lexDocument,
  MAX_STATEMENT_CHARACTERS,
  readSource,
  topLevelStatements,
} from './document/document.ts';
export { applyEdits } from './language/choice.ts';
export { lineIndexAt, outline } from './language/source.ts';
export { languageById, languageOfExtension } from './languages/index.ts';
export { mayFollow } from './languages/python/control-flow.ts';
export { BUILTINS } from './languages/python/names/builtins.ts';
export { rules } from './languages/python/probes/rules.ts';
export { firstWord, stringPrefix } from './languages/python/words.ts';
export { isLanguage, isParser } from './parser/create-parser.ts';
export { drawLogarithmic, drawWithout, pick, seedAt, shuffle, streamAt } from './random/random.ts';
export { codeOf } from './text/blocks.ts';
export { DelimiterStack } from './text/delimiter-stack.ts';
export { bisect, blockOpeners, indentWidth, outermostStrings, statementFinder } from './text/lexical.ts';
